import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { findChromium } from "../src/chromium.ts";

describe("findChromium", () => {
  test("findChromium takes the path it is given", () => {
    expect(findChromium(process.execPath)).toEqual({ path: process.execPath });
  });

  test("findChromium says where it looked when there is none", () => {
    expect(findChromium("/no/such/chromium")).toEqual({
      missing: "no Chromium at /no/such/chromium",
    });
  });
});

const chromium = findChromium();
const skipped =
  "missing" in chromium
    ? ` (SKIPPED here: ${chromium.missing}; install Debian's chromium or set CHROMIUM_PATH)`
    : "";

test.skipIf("missing" in chromium)(
  `the browser tests run in the Chromium of this machine${skipped}`,
  () => {
    const { path } = chromium as { path: string };
    expect(spawnSync(path, ["--version"]).stdout.toString()).toMatch(/chrom/i);
  },
);
