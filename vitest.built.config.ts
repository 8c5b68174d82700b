import { defineConfig } from "vitest/config";
import { reporters } from "./tooling/vitest/src/reporters.ts";

/** Tests of what was built: the packages' tarballs and the docs site. `pnpm build` comes first. */
export default defineConfig({
  test: {
    reporters: reporters(),
    include: ["{apps,tooling}/*/test/**/*.built.test.ts"],
    testTimeout: 180_000,
  },
});
