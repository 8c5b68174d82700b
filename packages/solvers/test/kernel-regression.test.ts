import { fromRows, matrix, multiply, NumericalError, selectRows, ShapeError } from "@ntkit/linalg";
import { kernelRegression, regressionPredict } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { fixture, normals, rbf, rejection } from "./support.ts";

const { gaussianProcess: reference } = fixture;
const x = fromRows(reference.x);
const kernel = rbf(x, x, reference.lengthScale);
const targets = fromRows(reference.targets);

describe("kernelRegression", () => {
  test("reference: coefficients are those of scikit-learn's KernelRidge to 1e-12", async () => {
    const model = await kernelRegression({ kernel, targets, ridge: reference.ridge });
    expect(model.coefficients).toBeAllclose(reference.ridgeCoefficients, { atol: 1e-12 });
    expect(model.residual).toBeLessThan(1e-14);
  });

  test("identity: without ridge it goes through the targets", async () => {
    const model = await kernelRegression({ kernel, targets });
    expect(await regressionPredict(model, kernel)).toBeAllclose(targets, { atol: 1e-8 });
    expect(model.ridge).toBe(0);
  });

  test("relativeRidge is in units of the mean diagonal", async () => {
    const big = { ...kernel, data: kernel.data.map((value) => 50 * value) };
    const model = await kernelRegression({ kernel: big, targets, relativeRidge: 0.01 });
    expect(model.ridge).toBeAllclose(0.5);
  });

  test("identity: centred predictions move with the targets", async () => {
    const up = { ...targets, data: targets.data.map((value) => value + 1000) };
    const cross = rbf(fromRows(reference.test), x, reference.lengthScale);
    const [a, b] = await Promise.all(
      [targets, up].map((t) => kernelRegression({ kernel, targets: t, ridge: 0.3, center: true })),
    );
    const moved = await regressionPredict(b!, cross);
    const still = await regressionPredict(a!, cross);
    expect(moved).toBeAllclose(
      still.data.map((value) => value + 1000),
      { rtol: 1e-13 },
    );
  });

  test("names the two rows of the kernel that are the same when there is no ridge", async () => {
    const rows = Array.from({ length: 30 }, (_, i) => (i === 17 ? 3 : i));
    const doubled = selectRows(x, rows);
    const same = { kernel: rbf(doubled, doubled), targets: selectRows(targets, rows) };
    const error = await rejection(kernelRegression(same));
    expect(error).toBeInstanceOf(NumericalError);
    expect(error.message).toContain("rows 3 and 17 have the same kernel row; use ridge > 0");
    expect(error).toMatchObject({ detail: { pivot: 17, row: 17, duplicateOf: 3 } });
  });

  test("rejects a rank-deficient kernel without duplicates by its pivot", async () => {
    const low = normals(10, 3, 1);
    const singular = multiply(low, fromRows(columns(low)));
    const error = await rejection(kernelRegression({ kernel: singular, targets: matrix(10, 1) }));
    // the first pivots that should be 0 may be positive by rounding
    expect(error).toMatchObject({
      reason: "not-positive-definite",
      detail: { pivot: expect.toSatisfy((pivot: number) => pivot >= 3) as number },
    });
    expect(error.message).not.toContain("same kernel row");
  });

  test("minimumNorm solves a singular consistent system with the least norm", async () => {
    const low = normals(10, 3, 1);
    const singular = multiply(low, fromRows(columns(low)));
    const consistent = multiply(low, normals(3, 2, 2));
    const model = await kernelRegression({
      kernel: singular,
      targets: consistent,
      minimumNorm: true,
    });
    expect(model.factor).toMatchObject({ method: "eigen", rank: 3 });
    expect(multiply(singular, model.coefficients)).toBeAllclose(consistent, { atol: 1e-12 });
    // least norm: in the range of the kernel, so another step of the solver finds nothing to remove
    const again = await kernelRegression({
      kernel: singular,
      targets: multiply(singular, model.coefficients),
      minimumNorm: true,
    });
    expect(again.coefficients).toBeAllclose(model.coefficients, { atol: 1e-12 });
    const range = multiply(multiply(singular, pseudoInverseOf(low)), model.coefficients);
    expect(range).toBeAllclose(model.coefficients, { atol: 1e-11 });
  });

  test("agreement: minimumNorm with a ridge equals the Cholesky solution", async () => {
    const a = await kernelRegression({ kernel, targets, ridge: 0.1, minimumNorm: true });
    const b = await kernelRegression({ kernel, targets, ridge: 0.1 });
    expect(a.coefficients).toBeAllclose(b.coefficients, { atol: 1e-12 });
    expect(b.conditionNumber / a.conditionNumber).toBeGreaterThan(0.3);
    expect(b.conditionNumber / a.conditionNumber).toBeLessThan(30);
  });

  test("centring takes the mean of each column of the targets", async () => {
    const two = fromRows([
      [2, 0],
      [0, 2],
    ]);
    const columns = fromRows([
      [1, 10],
      [4, 20],
    ]);
    const model = await kernelRegression({ kernel: two, targets: columns, center: true });
    expect(model.offset).toBeAllclose([2.5, 15], { rtol: 1e-15 });
    const expected = [
      [-0.75, -2.5],
      [0.75, 2.5],
    ];
    expect(model.coefficients).toBeAllclose(expected, { rtol: 1e-15 });
  });

  test("one row is enough", async () => {
    const model = await kernelRegression({ kernel: fromRows([[2]]), targets: fromRows([[3]]) });
    expect(model.coefficients).toBeAllclose([1.5]);
  });

  test("rejects what is not finite by row and column", async () => {
    const bad = { ...kernel, data: Float64Array.from(kernel.data) };
    bad.data[2 * 30 + 5] = NaN;
    const error = await rejection(kernelRegression({ kernel: bad, targets }));
    expect(error.message).toContain("kernel must be finite, got NaN in row 2, column 5");
    const worse = { ...targets, data: Float64Array.from(targets.data) };
    worse.data[7] = Infinity;
    await expect(kernelRegression({ kernel, targets: worse })).rejects.toThrow(
      "targets must be finite, got Infinity in row 3, column 1",
    );
  });

  test("rejects kernels that are not symmetric or square, and targets that do not fit", async () => {
    await expect(
      kernelRegression({
        kernel: fromRows([
          [1, 0.5],
          [0.4, 1],
        ]),
        targets: fromRows([[1], [2]]),
      }),
    ).rejects.toThrow("kernel must be symmetric, got 0.4 at (1, 0) and 0.5 at (0, 1)");
    await expect(kernelRegression({ kernel: matrix(2, 3), targets })).rejects.toThrow(ShapeError);
    await expect(kernelRegression({ kernel, targets: matrix(29, 1) })).rejects.toThrow(
      "targets must have 30 rows (one per kernel row) and at least one column, got 29×1",
    );
  });

  test("rejects a negative ridge and two ridges", async () => {
    await expect(kernelRegression({ kernel, targets, ridge: -1 })).rejects.toThrow(RangeError);
    await expect(kernelRegression({ kernel, targets, ridge: 1, relativeRidge: 1 })).rejects.toThrow(
      "only one of ridge and relativeRidge can be given, got 1 and 1",
    );
  });

  test("an aborted signal rejects with its reason", async () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(kernelRegression({ kernel, targets, ridge: 1 }, { signal })).rejects.toBe(reason);
  });
});

describe("regressionPredict", () => {
  test("rejects a cross-kernel of another width", async () => {
    const model = await kernelRegression({ kernel, targets, ridge: 1 });
    await expect(regressionPredict(model, matrix(4, 29))).rejects.toThrow(
      "cross must have 30 columns (one per training row), got 4×29",
    );
  });
});

/** Columns as rows: the transpose, for multiply. */
function columns({
  rows,
  cols,
  data,
}: {
  rows: number;
  cols: number;
  data: Float64Array;
}): number[][] {
  return Array.from({ length: cols }, (_, c) =>
    Array.from({ length: rows }, (_, r) => data[r * cols + c]!),
  );
}

/** B with A Aᵀ B the projection on the range of A [n, 3], by the normal equations A (AᵀA)⁻² Aᵀ. */
function pseudoInverseOf(a: Parameters<typeof multiply>[0]): ReturnType<typeof multiply> {
  const at = fromRows(columns(a));
  const inverse = inverse3(multiply(at, a));
  return multiply(multiply(multiply(a, inverse), inverse), at);
}

function inverse3({ data: m }: { data: Float64Array }): ReturnType<typeof fromRows> {
  const cofactor = (r: number, c: number) => {
    const [r1, r2, c1, c2] = [(r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3];
    return m[r1 * 3 + c1]! * m[r2 * 3 + c2]! - m[r1 * 3 + c2]! * m[r2 * 3 + c1]!;
  };
  const determinant = [0, 1, 2].reduce((sum, c) => sum + m[c]! * cofactor(0, c), 0);
  return fromRows([0, 1, 2].map((r) => [0, 1, 2].map((c) => cofactor(c, r) / determinant)));
}
