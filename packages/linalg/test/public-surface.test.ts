import { expect, test } from "vitest";
import * as linalg from "../src/index.ts";

test("public surface: what @ntkit/linalg exports", () => {
  expect(Object.keys(linalg).sort()).toMatchInlineSnapshot(`
    [
      "EngineError",
      "NumericalError",
      "ShapeError",
      "appendCholesky",
      "cholesky",
      "conditionEstimate",
      "conjugateGradients",
      "defaultEngine",
      "diagonal",
      "eigenSymmetric",
      "erf",
      "erfc",
      "erfcx",
      "fromRows",
      "gammaln",
      "gaussHermite",
      "gaussLegendre",
      "gram",
      "inverseDiagonal",
      "logDeterminant",
      "matrix",
      "multiply",
      "normalCdf",
      "normalQuantile",
      "pivotedCholesky",
      "plainEngine",
      "random",
      "selectRows",
      "solveCholesky",
      "solveLower",
      "solveLowerTransposed",
      "submatrix",
      "toRows",
      "topEigenpairs",
      "transpose",
      "updateCholesky",
      "wasmEngine",
      "yieldToEventLoop",
    ]
  `);
});
