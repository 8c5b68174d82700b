import { defineConfig } from "vitest/config";

/** Tests run on TypeScript source through the export condition `@ntkit/source`. */
export default defineConfig({
  test: {
    projects: ["tooling/vitest/node.config.ts"],
  },
});
