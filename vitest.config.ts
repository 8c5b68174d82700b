import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { chromiumArgs, findChromium } from "./tooling/vitest/src/chromium.ts";
import { reporters } from "./tooling/vitest/src/reporters.ts";

/** Tests run on TypeScript source: `@ntkit/source` makes every package resolve to its `src`. */
const conditions = ["@ntkit/source"];

const node: TestProjectInlineConfiguration = {
  extends: true,
  ssr: { resolve: { conditions } },
  test: {
    name: "node",
    include: ["{packages,apps,tooling}/*/test/**/*.test.ts"],
    exclude: ["**/*.browser.test.ts", "**/*.built.test.ts", "**/node_modules/**"],
    setupFiles: ["tooling/vitest/src/setup.ts"],
    globalSetup: ["tooling/vitest/src/announce-browser.ts"],
    testTimeout: 60_000,
  },
};

const chromium = findChromium();

/** Files named `*.browser.test.ts` run in a page, `*.everywhere.test.ts` in Node and in a page. */
function browser(executablePath: string): TestProjectInlineConfiguration {
  return {
    extends: true,
    // Our dependencies are ES modules: bundling one when it is first met would reload the page.
    // Of vitest's own, this one is not.
    optimizeDeps: { noDiscovery: true, include: ["vitest > expect-type"] },
    test: {
      name: "browser",
      include: ["{packages,apps,tooling}/*/test/**/*.{browser,everywhere}.test.ts"],
      setupFiles: ["tooling/vitest/src/setup.ts"],
      testTimeout: 60_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, args: [...chromiumArgs] } }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}

export default defineConfig({
  resolve: { conditions },
  test: {
    reporters: reporters(),
    projects: "missing" in chromium ? [node] : [node, browser(chromium.path)],
  },
});
