import { expect, test } from "vitest";

import * as datasets from "../src/index.ts";

test("public surface: the names that @ntkit/datasets exports", () => {
  expect(Object.keys(datasets).sort()).toMatchInlineSnapshot(`
    [
      "DataError",
      "classTargets",
      "columnTypes",
      "defaultMissing",
      "encode",
      "featureNames",
      "fitEncoder",
      "formatCsv",
      "getColumn",
      "kFold",
      "npyToMatrix",
      "npyToTensor",
      "npzComment",
      "numericTarget",
      "oneHot",
      "parseTable",
      "parseUciSplits",
      "parseUciTable",
      "readCifar",
      "readIdx",
      "readNpy",
      "readNpz",
      "trainTestSplit",
      "validateEncoder",
      "writeNpy",
      "writeNpz",
    ]
  `);
});
