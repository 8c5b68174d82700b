import { expect, test } from "vitest";
import * as fit from "../src/fit.ts";
import * as command from "../src/index.ts";

test("public surface: ntkit", () => {
  expect(Object.keys(command).sort()).toMatchInlineSnapshot(`
    [
      "exitCodes",
      "run",
    ]
  `);
});

test("public surface: ntkit/fit", () => {
  expect(Object.keys(fit).sort()).toMatchInlineSnapshot(`
    [
      "aroraCandidates",
      "defaultPenalties",
      "mlpCandidates",
      "protocols",
      "searchNetworks",
    ]
  `);
});
