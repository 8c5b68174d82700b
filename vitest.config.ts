import { defineConfig } from "vitest/config";

/** Tests run on TypeScript source: `@ntkit/source` makes every package resolve to its `src`. */
const conditions = ["@ntkit/source"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "node",
          include: ["{packages,apps,tooling}/*/test/**/*.test.ts"],
          exclude: ["**/*.browser.test.ts", "**/node_modules/**"],
          setupFiles: ["tooling/vitest/src/setup.ts"],
          testTimeout: 60_000,
        },
      },
    ],
  },
});
