import { expect, test } from "vitest";
import * as linalg from "../src/index.ts";

test("public surface: what @ntkit/linalg exports", () => {
  expect(Object.keys(linalg).sort()).toMatchInlineSnapshot(`
    [
      "EngineError",
      "NumericalError",
      "ShapeError",
      "cholesky",
      "conditionEstimate",
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
      "plainEngine",
      "random",
      "selectRows",
      "solveCholesky",
      "solveLower",
      "solveLowerTransposed",
      "submatrix",
      "toRows",
      "transpose",
      "wasmEngine",
      "yieldToEventLoop",
    ]
  `);
});
