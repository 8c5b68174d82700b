import {
  conjugateGradients,
  fromRows,
  gram,
  lowRankPreconditioner,
  matrix,
  matrixTiles,
  multiply,
  pivotedCholesky,
  random,
  submatrix,
  transpose,
} from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  eigenProRegression,
  kernelProduct,
  kernelRegression,
  lowRankRegression,
  nystromPath,
  nystromRegression,
  regressionPredict,
} from "@ntkit/solvers";
import type { KernelTiles } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { normals, rbf, rejection } from "./support.ts";

const x = normals(150, 3, 1);
const kernel = rbf(x, x, 1.5);
const targets = normals(150, 2, 2);

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

/** A kernel in tiles that counts the entries asked for, and never gives all of them at once. */
function counting(): { tiles: KernelTiles; entries: () => number } {
  let entries = 0;
  const tiles: KernelTiles = {
    ...matrixTiles(kernel),
    tile: async (rows, cols) => {
      entries += rows.length * cols.length;
      await Promise.resolve();
      return submatrix(kernel, rows, cols);
    },
  };
  return { tiles, entries: () => entries };
}

describe("kernelProduct", () => {
  test.each([1, 7, 64, 150, 1024])("agreement: tiles of %i give K X to 1e-13", async (tileSize) => {
    const expected = multiply(kernel, targets);
    const { tiles, entries } = counting();
    const found = await kernelProduct(tiles, targets, { tileSize });
    expect(found).toBeAllclose(expected, { rtol: 1e-13, atol: 1e-13 });
    expect(entries()).toBeLessThanOrEqual((150 * (150 + Math.min(tileSize, 150))) / 2);
  });

  test("reports progress up to 1, and stops when told to", async () => {
    const seen: number[] = [];
    await kernelProduct(kernel, targets, { tileSize: 50, onProgress: (f) => seen.push(f) });
    expect(seen.at(-1)).toBe(1);
    const stop = kernelProduct(kernel, targets, { signal: AbortSignal.abort(new Error("enough")) });
    await expect(stop).rejects.toThrow("enough");
  });

  test("rejects tiles of a wrong shape, and names row and column of NaN", async () => {
    const wrong = { ...matrixTiles(kernel), tile: () => matrix(1, 1) };
    await expect(kernelProduct(wrong, targets)).rejects.toThrow("tile must be 150×150");
    const broken: KernelTiles = {
      ...matrixTiles(kernel),
      tile: (rows, cols) => {
        const tile = submatrix(kernel, rows, cols);
        if (rows[0] === 100 && cols[0] === 50) tile.data[3] = NaN;
        return tile;
      },
    };
    const error = await rejection(kernelProduct(broken, targets, { tileSize: 50 }));
    expect(error).toMatchObject({ reason: "non-finite", detail: { row: 100, col: 53 } });
    await expect(kernelProduct(kernel, matrix(3, 1))).rejects.toThrow("x must have 150 rows");
    await expect(kernelProduct(kernel, targets, { tileSize: 0 })).rejects.toThrow(RangeError);
  });
});

describe("lowRankRegression and nystromRegression", () => {
  test("agreement: both are ridge regression with F Fᵀ, at new rows too, to 1e-8", async () => {
    const lowRank = await pivotedCholesky(kernel, { rank: 30 });
    const approximate = gram(lowRank.factor);
    const problem = { targets, ridge: 0.1, center: true };
    const reference = await kernelRegression({ kernel: approximate, ...problem });
    const fit = await lowRankRegression({ lowRank, ...problem });
    const streamed = await nystromRegression(
      { kernel: counting().tiles, landmarks: lowRank.pivots, ...problem },
      { tileSize: 40 },
    );
    expect(fit.landmarks).toEqual(lowRank.pivots);
    const tests = normals(10, 3, 5);
    // the features of new rows: K(x, S) F[S]⁻ᵀ, so that their kernel with the rows is F(x) Fᵀ
    const points = matrix(
      30,
      3,
      fromRows(Array.from(lowRank.pivots, (p) => [...x.data.subarray(3 * p, 3 * p + 3)])).data,
    );
    const cross = rbf(tests, points, 1.5);
    const trainCross = rbf(x, points, 1.5);
    const exact = await regressionPredict(reference, approximate);
    for (const model of [fit, streamed]) {
      expect(await regressionPredict(model, trainCross)).toBeAllclose(exact, {
        rtol: 1e-8,
        atol: 1e-8,
      });
    }
    const [a, b] = [await regressionPredict(fit, cross), await regressionPredict(streamed, cross)];
    expect(a).toBeAllclose(b, { rtol: 1e-8, atol: 1e-8 });
  });

  test("identity: all rows as landmarks are plain kernel regression to 1e-9", async () => {
    const k = rbf(x, x, 0.4);
    const reference = await kernelRegression({ kernel: k, targets, ridge: 0.2 });
    const problem = { targets, ridge: 0.2 };
    const streamed = await nystromRegression({ kernel: k, landmarks: range(150), ...problem });
    expect(streamed.coefficients).toBeAllclose(reference.coefficients, { rtol: 1e-9, atol: 1e-9 });
    const lowRank = await pivotedCholesky(k, { rank: 150, random: random(1) });
    const fit = await lowRankRegression({ lowRank, ...problem });
    const ordered = matrix(150, 2);
    fit.landmarks.forEach((row, i) => {
      ordered.data.set(fit.coefficients.data.subarray(2 * i, 2 * i + 2), 2 * row);
    });
    expect(ordered).toBeAllclose(reference.coefficients, { rtol: 1e-9, atol: 1e-9 });
  });

  test("landmarks that repeat one another are an error that names them", async () => {
    const twice = rbf(fromRows([[0], [1], [0]]), fromRows([[0], [1], [0]]));
    const problem = { kernel: twice, targets: matrix(3, 1), ridge: 1 };
    const error = await rejection(nystromRegression({ ...problem, landmarks: [0, 1, 2] }));
    expect(error).toMatchObject({ detail: { row: 2, duplicateOf: 0 } });
    await expect(nystromRegression({ ...problem, landmarks: [1, 1] })).rejects.toThrow(
      "got 1 twice",
    );
    await expect(nystromRegression({ ...problem, landmarks: [] })).rejects.toThrow("at least one");
    await expect(nystromRegression({ ...problem, landmarks: [3] })).rejects.toThrow("got 3");
    const lowRank = { factor: matrix(3, 1), pivots: Int32Array.of(0) };
    const singular = lowRankRegression({ lowRank, targets: matrix(3, 1), ridge: 0 });
    await expect(singular).rejects.toThrow("use a ridge larger than 0");
  });
});

describe("nystromPath", () => {
  const landmarks = range(40).map((i) => (7 * i) % 150);
  const problem = { targets, landmarks, center: true };

  test("identity: one pass over the columns gives what each ridge gives alone, to the last bit", async () => {
    const ridges = [10, 0.01, 0.5];
    const { tiles, entries } = counting();
    const options = { tileSize: 64 };
    const path = await nystromPath({ kernel: tiles, ...problem, ridges }, options);
    expect(entries()).toBe(40 * 40 + 150 * 40);
    for (const [i, ridge] of ridges.entries()) {
      const alone = await nystromRegression({ kernel, ...problem, ridge }, options);
      expect(path[i]).toEqual(alone);
    }
  });

  test("identity: minimises ‖K_nk c − Y‖² + λ cᵀ K_kk c: its gradient is 0 to 1e-10", async () => {
    const ridge = 0.3;
    const [fit] = await nystromPath({ kernel, ...problem, ridges: [ridge] }, { tileSize: 33 });
    const columns = submatrix(kernel, range(150), landmarks);
    const corner = submatrix(kernel, landmarks, landmarks);
    const fitted = multiply(columns, fit!.coefficients);
    const misfit = fitted.data.map((f, at) => f + fit!.offset[at % 2]! - targets.data[at]!);
    const slope = multiply(transpose(columns), matrix(150, 2, misfit)).data;
    const penalty = multiply(corner, fit!.coefficients).data;
    const gradient = slope.map((value, at) => value + ridge * penalty[at]!);
    expect(gradient).toBeAllclose(new Float64Array(80), { rtol: 0, atol: 1e-10 });
    expect(fit!.residual).toBeLessThan(1e-13);
    expect(fit!.conditionNumber).toBeGreaterThan(1);
  });

  test("tells how far its pass is, and stops between tiles", async () => {
    const told: number[] = [];
    const stop = new AbortController();
    const call = nystromPath(
      { kernel, ...problem, ridges: [1] },
      {
        tileSize: 50,
        signal: stop.signal,
        onProgress: (part) => {
          told.push(part);
          if (told.length === 2) stop.abort(new Error("enough"));
        },
      },
    );
    await expect(call).rejects.toThrow("enough");
    expect(told).toEqual([50 / 150, 100 / 150]);
  });

  test("refuses no ridge, a negative one, and a landmark that is no row, in its own name", async () => {
    const of = (ridges: number[], rows: number[] = landmarks) =>
      nystromPath({ kernel, ...problem, landmarks: rows, ridges });
    await expect(of([])).rejects.toThrow("nystromPath: ridges must not be empty");
    await expect(of([1, -1])).rejects.toThrow("nystromPath: ridge must be");
    await expect(of([1], [0.5])).rejects.toThrow("nystromPath: landmarks must be different");
  });
});

describe("conjugateGradients on kernelProduct", () => {
  test("agreement: from tiles, with and without preconditioner, the Cholesky solution to 1e-9", async () => {
    const ridge = 1e-2;
    const reference = await kernelRegression({ kernel, targets, ridge });
    const { tiles } = counting();
    const lowRank = await pivotedCholesky(tiles, { rank: 60, random: random(1) });
    const preconditioner = await lowRankPreconditioner(lowRank, ridge);
    const product = (columns: Matrix) => kernelProduct(tiles, columns, { tileSize: 64 });
    const options = { ridge, tolerance: 1e-12 };
    const plain = await conjugateGradients(product, targets, options);
    const fast = await conjugateGradients(product, targets, { ...options, preconditioner });
    for (const { x: found, reason, residual } of [plain, fast]) {
      expect(reason).toBe("converged");
      expect(residual).toBeLessThanOrEqual(1e-12);
      expect(found).toBeAllclose(reference.coefficients, { rtol: 1e-9, atol: 1e-9 });
    }
    expect(fast.steps).toBeLessThan(plain.steps / 3);
  });
});

describe("eigenProRegression", () => {
  const smooth = rbf(x, x, 3);
  const known = multiply(smooth, normals(150, 2, 9));
  const rms = (a: Float64Array): number =>
    Math.sqrt(a.reduce((sum, v) => sum + v * v, 0) / a.length);

  test("goes to the interpolant, from tiles, many times faster than without its directions", async () => {
    const { tiles, entries } = counting();
    const plan = { kernel: tiles, targets, epochs: 3, subsample: 60, batch: 16 };
    const run = await eigenProRegression(plan, { tileSize: 40 });
    expect(run).toMatchObject({ reason: "epochs", steps: 30 });
    expect(run.residuals).toHaveLength(3);
    // N² per epoch, the subsample's kernel with itself and as many others, and with every batch
    expect(entries()).toBe(3 * 150 * 150 + 2 * 60 * 60 + 3 * 150 * 60);
    const fit = { kernel: smooth, targets: known, epochs: 40, subsample: 75, batch: 32 };
    const quick = await eigenProRegression({ ...fit, directions: 8 });
    const slow = await eigenProRegression({ ...fit, directions: 0 });
    const left = [quick, slow].map(({ coefficients }) =>
      rms(multiply(smooth, coefficients).data.map((f, at) => f - known.data[at]!)),
    );
    expect(left[0]!).toBeLessThan(3e-3 * rms(known.data));
    expect(left[0]!).toBeLessThan(0.5 * left[1]!);
    expect(quick.rate).toBeGreaterThan(3 * slow.rate);
    expect(quick.residuals.at(-1)!).toBeLessThan(quick.residuals[0]!);
  });

  test("with all rows in one step and no directions is gradient descent", async () => {
    const plan = { kernel, targets, epochs: 4, subsample: 150, directions: 0, batch: 150 };
    const { coefficients, rate, offset } = await eigenProRegression({ ...plan, center: true });
    const mean = [0, 1].map(
      (o) => targets.data.reduce((s, y, at) => s + (at % 2 === o ? y : 0), 0) / 150,
    );
    expect(offset).toBeAllclose(mean);
    let c = matrix(150, 2);
    for (let step = 0; step < 4; step++) {
      const f = multiply(kernel, c).data;
      c = matrix(
        150,
        2,
        c.data.map((v, at) => v - rate * (f[at]! + mean[at % 2]! - targets.data[at]!)),
      );
    }
    expect(coefficients.data).toBeAllclose(c.data, { rtol: 1e-10, atol: 1e-12 });
  });

  test("tells of every epoch, and can be aborted", async () => {
    const told: [number, number][] = [];
    const kept: Matrix[] = [];
    const plan = { kernel, targets, epochs: 2, batch: 50 };
    const run = await eigenProRegression(plan, {
      onEpoch: async (epoch, residual, { rows, cols, data }) => {
        told.push([epoch, residual]);
        await new Promise((settle) => setTimeout(settle, 30));
        kept.push(matrix(rows, cols, data.slice()));
      },
    });
    expect(told).toEqual([
      [1, run.residuals[0]],
      [2, run.residuals[1]],
    ]);
    const once = await eigenProRegression({ ...plan, epochs: 1 });
    expect(kept[0]).toEqual(once.coefficients);
    expect(kept[1]).toEqual(run.coefficients);
    const aborted = eigenProRegression(plan, { signal: AbortSignal.abort() });
    await expect(aborted).rejects.toThrow(/abort/i);
  });

  test("says so when the steps diverge, as where the subsample is of another kernel", async () => {
    const wrong = matrixTiles(kernel);
    const liar: KernelTiles = {
      ...wrong,
      tile: async (r, c) => {
        const t = await wrong.tile(r, c);
        return r.length === 60 && c.length === 60
          ? t
          : matrix(
              t.rows,
              t.cols,
              t.data.map((v) => 300 * v),
            );
      },
    };
    await expect(
      eigenProRegression({ kernel: liar, targets, epochs: 9, subsample: 60, batch: 50 }),
    ).rejects.toMatchObject({
      reason: "non-finite",
      detail: { epoch: expect.any(Number) as number },
    });
  });

  test.each([
    [{ epochs: 0 }, /epochs must be an integer from 1 to 1000000, got 0/],
    [{ batch: 151 }, /batch must be an integer from 1 to 150, got 151/],
    [{ subsample: 0 }, /subsample must be an integer from 1 to 150, got 0/],
    [{ subsample: 10, directions: 10 }, /directions must be an integer from 0 to 9, got 10/],
  ])("refuses %o", async (part, message) => {
    await expect(eigenProRegression({ kernel, targets, epochs: 1, ...part })).rejects.toThrow(
      message,
    );
  });
});
