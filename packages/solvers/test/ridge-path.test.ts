import { fromRows, multiply, selectRows, submatrix, transpose } from "@ntkit/linalg";
import { kernelRegression, leaveOneOut, ridgePath } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { kernels, normals } from "./support.ts";

const x = normals(30, 4, 5);
const kernel = kernels.reluNtk(x, x);
const targets = normals(30, 2, 6);
const ridges = [10, 1e-3, 0, 0.5];

describe("ridgePath", () => {
  test.each([
    ["eigen", false],
    ["eigen", true],
    ["cholesky", true],
  ] as const)(
    "agreement: %s, center %s: coefficients and leave-one-out equal single fits",
    async (method, center) => {
      const path = await ridgePath({ kernel, targets, ridges, method, center });
      for (const [r, ridge] of ridges.entries()) {
        const model = await kernelRegression({ kernel, targets, ridge, center });
        const fit = path.fits[r]!;
        expect(fit.ridge).toBe(ridge);
        expect(fit.coefficients).toBeAllclose(model.coefficients, { rtol: 1e-10, atol: 1e-10 });
        const loo = await leaveOneOut(model);
        expect(fit.loo.residuals).toBeAllclose(loo.residuals, { rtol: 1e-10, atol: 1e-10 });
        expect(fit.loo.variance).toBeAllclose(loo.variance, { rtol: 1e-10 });
      }
    },
  );

  test("agreement: GCV, degrees of freedom and norm follow their definitions", async () => {
    const { fits } = await ridgePath({ kernel, targets, ridges: [0.5], method: "eigen" });
    const fit = fits[0]!;
    const unit = await kernelRegression({ kernel, targets: identity(30), ridge: 0.5 });
    const hat = multiply(kernel, unit.coefficients);
    const fitted = multiply(hat, targets);
    let [trace, residual] = [0, 0];
    for (let i = 0; i < 30; i++) trace += hat.data[i * 30 + i]!;
    targets.data.forEach((y, at) => (residual += (y - fitted.data[at]!) ** 2));
    expect(fit.dof).toBeAllclose(trace, { rtol: 1e-12 });
    expect(fit.gcv).toBeAllclose(residual / 60 / (1 - trace / 30) ** 2, { rtol: 1e-11 });
    const energy = multiply(transpose(fit.coefficients), multiply(kernel, fit.coefficients));
    expect(fit.norm2).toBeAllclose(energy.data[0]! + energy.data[3]!, { rtol: 1e-11 });
  });

  test("identity: without ridge all degrees of freedom are used and GCV is finite", async () => {
    const { fits } = await ridgePath({ kernel, targets, ridges: [0] });
    expect(fits[0]!.dof).toBe(30);
    expect(fits[0]!.gcv).toBeGreaterThan(0);
    expect(fits[0]!.gcv).toBeLessThan(Infinity);
  });

  test("chooses one eigendecomposition for many ridges and says so", async () => {
    const many = await ridgePath({ kernel, targets, ridges: [1, 2, 3, 4, 5, 6] });
    expect(many.method).toBe("eigen");
    expect(many.eigenvalues).toHaveLength(30);
    const few = await ridgePath({ kernel, targets, ridges: [1, 2] });
    expect(few.method).toBe("cholesky");
  });

  test.each(["eigen", "cholesky"] as const)(
    "%s: rejects ridge 0 on a kernel with equal rows",
    async (method) => {
      const rows = [0, 1, 2, 1];
      const problem = {
        kernel: submatrix(kernel, rows, rows),
        targets: selectRows(targets, rows),
        ridges: [1, 0],
        method,
      };
      await expect(ridgePath(problem)).rejects.toMatchObject({
        reason: "not-positive-definite",
      });
    },
  );

  test("rejects an empty list of ridges and a negative one", async () => {
    await expect(ridgePath({ kernel, targets, ridges: [] })).rejects.toThrow(
      "ridgePath: ridges must not be empty, got []",
    );
    await expect(ridgePath({ kernel, targets, ridges: [1, -1] })).rejects.toThrow(RangeError);
  });
});

function identity(n: number): ReturnType<typeof fromRows> {
  return fromRows(
    Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? 1 : 0))),
  );
}
