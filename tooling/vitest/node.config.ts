import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Everything that runs in Node: tests read TypeScript source through the condition `@ntkit/source`. */
export default defineConfig({
  root: here("../.."),
  resolve: { conditions: ["@ntkit/source"] },
  ssr: { resolve: { conditions: ["@ntkit/source"] } },
  test: {
    name: "node",
    include: ["{packages,apps,tooling}/*/test/**/*.test.ts"],
    exclude: ["**/*.browser.test.ts", "**/node_modules/**"],
    setupFiles: [here("./src/setup.ts")],
    testTimeout: 60_000,
  },
});
