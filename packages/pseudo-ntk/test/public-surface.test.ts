import * as pseudo from "@ntkit/pseudo-ntk";
import { expect, test } from "vitest";

test("public surface: what @ntkit/pseudo-ntk exports", () => {
  expect(Object.keys(pseudo).sort()).toMatchInlineSnapshot(`
    [
      "kernelBytes",
      "pseudoDistance",
      "pseudoDistanceSample",
      "pseudoNtk",
      "pseudoRegression",
    ]
  `);
});
