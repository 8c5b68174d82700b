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
    exclude: ["**/*.{browser,isolated}.test.ts", "**/*.built.test.ts", "**/node_modules/**"],
    setupFiles: ["tooling/vitest/src/setup.ts"],
    globalSetup: ["tooling/vitest/src/announce-browser.ts"],
    testTimeout: 60_000,
  },
};

const chromium = findChromium();

/** A page with these headers is cross-origin isolated: it may share memory with its workers. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/**
 * Files named `*.browser.test.ts` run in a page, `*.everywhere.test.ts` in Node and in a page,
 * `*.isolated.test.ts` in a page that is cross-origin isolated.
 */
function browser(executablePath: string, isolated: boolean): TestProjectInlineConfiguration {
  return {
    extends: true,
    // Our dependencies are ES modules: bundling one when it is first met would reload the page.
    // Of vitest's own, this one is not.
    optimizeDeps: { noDiscovery: true, include: ["vitest > expect-type"] },
    ...(isolated ? { server: { headers: isolation } } : {}),
    test: {
      name: isolated ? "isolated" : "browser",
      include: [
        `{packages,apps,tooling}/*/test/**/*.${isolated ? "isolated" : "{browser,everywhere}"}.test.ts`,
      ],
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
    projects:
      "missing" in chromium
        ? [node]
        : [node, browser(chromium.path, false), browser(chromium.path, true)],
  },
});
