import { fromRows, matrix, matrixTiles, NumericalError, ShapeError } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";

import { addPick } from "../src/look-ahead/add-pick.ts";
import { lookAhead } from "../src/look-ahead/look-ahead.ts";
import { lookAheadPredictions } from "../src/look-ahead/look-ahead-predictions.ts";
import { posteriorCovariance } from "../src/look-ahead/posterior-covariance.ts";
import { predictWith } from "../src/look-ahead/predict-with.ts";
import { normals, problemOf, randomWhole, refit, rowOf } from "./support.ts";

const wholes = [
  { name: "without a ridge", whole: randomWhole(12, 9, 3, 1, { lengthScale: 1 }), rtol: 1e-11 },
  { name: "with a ridge", whole: randomWhole(12, 9, 3, 2, { ridge: 0.3 }), rtol: 1e-12 },
  { name: "one output, one labelled row", whole: randomWhole(1, 5, 1, 3), rtol: 1e-12 },
  {
    name: "a near-singular kernel",
    whole: randomWhole(12, 9, 2, 4, { lengthScale: 6 }),
    rtol: 1e-8,
  },
];

describe.each(wholes)("identity: block updates equal full re-solves, $name", ({ whole, rtol }) => {
  const labels = normals(9, whole.targets.cols, 99);

  test("nothing added", async () => {
    const state = await lookAhead(problemOf(whole));
    const want = refit(whole, [], matrix(0, whole.targets.cols));
    expect(state.predictions).toBeAllclose(want, { rtol, atol: rtol });
  });

  test("single rows", async () => {
    const state = await lookAhead(problemOf(whole));
    for (let row = 0; row < state.size; row++) {
      const label = rowOf(labels, row % labels.rows);
      const want = refit(whole, [row], label);
      expect(await predictWith(state, [row], label)).toBeAllclose(want, { rtol, atol: rtol });
      const picked = await addPick(state, row, label.data);
      expect(picked.predictions).toBeAllclose(want, { rtol, atol: rtol });
    }
  });

  test("all candidates, each alone", async () => {
    const state = await lookAhead(problemOf(whole));
    const rows = [2, 0, 4];
    const targets = matrix(3, labels.cols, labels.data.slice(0, 3 * labels.cols));
    const got = await lookAheadPredictions(state, rows, targets);
    const want = rows.flatMap((row, i) => [...refit(whole, [row], rowOf(targets, i)).data]);
    expect(got).toBeAllclose(want, { rtol, atol: rtol });
  });

  test("batches", async () => {
    const state = await lookAhead(problemOf(whole));
    const rows = [3, 0, 4];
    const batch = matrix(3, labels.cols, labels.data.slice(0, 3 * labels.cols));
    const want = refit(whole, rows, batch);
    expect(await predictWith(state, rows, batch)).toBeAllclose(want, { rtol, atol: rtol });
  });

  test("sequences, and batches after them", async () => {
    let state = await lookAhead(problemOf(whole));
    state = await addPick(state, 4, rowOf(labels, 0).data);
    state = await addPick(state, 1, rowOf(labels, 1).data);
    const two = matrix(2, labels.cols, labels.data.slice(0, 2 * labels.cols));
    expect(state.predictions).toBeAllclose(refit(whole, [4, 1], two), { rtol, atol: rtol });
    const four = matrix(4, labels.cols, labels.data.slice(0, 4 * labels.cols));
    const added = matrix(2, labels.cols, labels.data.slice(2 * labels.cols, 4 * labels.cols));
    const want = refit(whole, [4, 1, 0, 3], four);
    expect(await predictWith(state, [0, 3], added)).toBeAllclose(want, { rtol, atol: rtol });
  });
});

test("identity: adding rows one by one leaves the covariance that all of them leave at once", async () => {
  const whole = randomWhole(4, 8, 1, 7, { ridge: 0.1 });
  let state = await lookAhead(problemOf(whole));
  for (const row of [5, 2, 0]) state = await addPick(state, row, [0]);
  const { kernel } = whole;
  const order = [0, 1, 2, 3, 4 + 5, 4 + 2, 4 + 0, 4 + 1, 4 + 3, 4 + 4, 4 + 6, 4 + 7];
  const permuted = matrix(
    12,
    12,
    kernel.data.map((_, at) => {
      return kernel.data[order[Math.floor(at / 12)]! * 12 + order[at % 12]!]!;
    }),
  );
  const direct = await lookAhead(problemOf({ ...whole, kernel: permuted, labelled: 7 }));
  const [left, all] = [Int32Array.of(1, 3, 4, 6, 7), Int32Array.of(0, 1, 2, 3, 4)];
  const got = await posteriorCovariance(state, left, left);
  expect(got).toBeAllclose(await posteriorCovariance(direct, all, all), { atol: 1e-13 });
  expect(
    left.reduce((worst, row, i) => {
      return Math.max(worst, Math.abs(state.variance[row]! - got.data[i * 6]!));
    }, 0),
  ).toBeLessThan(1e-14);
});

test("tiles of the pool's kernel give what the matrix gives", async () => {
  const problem = problemOf(randomWhole(6, 7, 2, 8));
  const asMatrix = await lookAhead(problem);
  const tiles = matrixTiles(problem.pool as never);
  const asTiles = await lookAhead({ ...problem, pool: tiles });
  expect(asTiles.predictions).toEqual(asMatrix.predictions);
  const rows = Int32Array.of(2, 5);
  expect(await posteriorCovariance(asTiles, rows, rows)).toEqual(
    await posteriorCovariance(asMatrix, rows, rows),
  );
});

test("without outputs before training they are 0", async () => {
  const { trainOutputs, poolOutputs, ...problem } = problemOf(randomWhole(5, 4, 2, 9));
  expect(trainOutputs!.data.length + poolOutputs!.data.length).toBe(18);
  const zeros = { trainOutputs: matrix(5, 2), poolOutputs: matrix(4, 2) };
  const want = await lookAhead({ ...problem, ...zeros });
  expect((await lookAhead(problem)).predictions).toEqual(want.predictions);
});

describe("a row that repeats a labelled one", () => {
  const kernel = fromRows([
    [1, 0.5, 1, 0.2],
    [0.5, 1, 0.5, 0.3],
    [1, 0.5, 1, 0.2],
    [0.2, 0.3, 0.2, 1],
  ]);
  const whole = { kernel, targets: normals(4, 1, 1), outputs: matrix(4, 1), ridge: 0, labelled: 2 };

  test("is refused without a ridge, by every way to add it", async () => {
    const state = await lookAhead(problemOf(whole));
    const singular = addPick(state, 0, [1]);
    await expect(singular).rejects.toThrow(NumericalError);
    await expect(singular).rejects.toMatchObject({ reason: "singular", detail: { row: 0 } });
    await expect(predictWith(state, [1, 0], matrix(2, 1))).rejects.toMatchObject({
      reason: "not-positive-definite",
      detail: { pivot: 1, row: 0 },
    });
  });

  test("changes nothing as a candidate of its own", async () => {
    const state = await lookAhead(problemOf(whole));
    const got = await lookAheadPredictions(state, [0], fromRows([[7]]));
    expect(got).toEqual(state.predictions.data);
  });

  test("is not taken for one that is only near", async () => {
    const near = 1 - 1e-13;
    const almost = fromRows([
      [1, near],
      [near, 1],
    ]);
    const state = await lookAhead(
      problemOf({ ...whole, kernel: almost, labelled: 1, outputs: matrix(2, 1) }),
    );
    const added = await addPick(state, 0, [3]);
    expect(added.predictions.data[0]).toBeCloseTo(3, 12);
  });

  test("is averaged with it under a ridge that goes to 0", async () => {
    const problem = { ...problemOf(whole), targets: fromRows([[1], [0]]), ridge: 1e-9 };
    const added = await addPick(await lookAhead(problem), 0, [3]);
    expect(added.predictions.data[0]).toBeCloseTo(2, 6);
  });
});

const good = problemOf(randomWhole(3, 4, 2, 5));

test.each([
  [
    "an empty pool",
    { cross: matrix(0, 3), pool: matrix(0, 0), poolOutputs: matrix(0, 2) },
    RangeError,
    "lookAhead: pool must have at least one row, got none",
  ],
  [
    "no labelled row",
    { targets: matrix(0, 2) },
    ShapeError,
    "targets must have a row and a column, got 0×2",
  ],
  [
    "a train kernel of another size",
    { train: matrix(2, 2) },
    ShapeError,
    "lookAhead: train must be 3×3, got 2×2",
  ],
  [
    "a cross kernel of another width",
    { cross: matrix(4, 2) },
    ShapeError,
    "cross must be any×3, got 4×2",
  ],
  [
    "a pool kernel of another size",
    { pool: matrix(3, 3) },
    ShapeError,
    "pool must be 4×4 (cross has 4 rows), got 3×3",
  ],
  [
    "outputs of another width",
    { poolOutputs: matrix(4, 1) },
    ShapeError,
    "poolOutputs must be 4×2, got 4×1",
  ],
  [
    "train outputs of another width",
    { trainOutputs: matrix(3, 1) },
    ShapeError,
    "trainOutputs must be 3×2, got 3×1",
  ],
  [
    "a target that is not finite",
    {
      targets: fromRows([
        [1, 2],
        [3, NaN],
        [5, 6],
      ]),
    },
    NumericalError,
    "targets must be finite, got NaN in row 1, column 1",
  ],
  [
    "a cross kernel that is not finite",
    { cross: matrix(4, 3, new Float64Array(12).fill(Infinity)) },
    NumericalError,
    "cross must be finite, got Infinity in row 0, column 0",
  ],
  ["a negative ridge", { ridge: -1 }, RangeError, "ridge must be finite and at least 0, got -1"],
  [
    "a singular train kernel",
    { train: matrix(3, 3, new Float64Array(9).fill(1)) },
    NumericalError,
    "train + ridge·I must be positive definite, got pivot 0 in row 1 (it may repeat an earlier row); use ridge > 0",
  ],
])("%s is refused with what must hold", async (_, change, type, message) => {
  const call = lookAhead({ ...good, ...change });
  await expect(call).rejects.toThrow(type);
  await expect(call).rejects.toThrow(message);
});

test("a train kernel that is singular up to rounding is refused too", async () => {
  const a = 1 + Number.EPSILON;
  const train = fromRows([
    [1, 1, 0],
    [1, a, 0],
    [0, 0, 1],
  ]);
  await expect(lookAhead({ ...good, train })).rejects.toMatchObject({
    reason: "not-positive-definite",
    detail: { pivot: 1 },
  });
});

test.each([
  [
    "a row outside the pool",
    [4],
    matrix(1, 2),
    "rows must be different integers from 0 to 3, got 4",
  ],
  ["a row twice", [1, 1], matrix(2, 2), "got 1 twice"],
  ["targets of another shape", [1], matrix(2, 2), "targets must be 1×2, got 2×2"],
])("predictWith refuses %s", async (_, rows, targets, message) => {
  await expect(predictWith(await lookAhead(good), rows, targets)).rejects.toThrow(message);
});

test("a pool whose candidates do not fit one tile gets the same predictions", async () => {
  const whole = randomWhole(2, 130, 1, 21, { ridge: 0.5 });
  const state = await lookAhead(problemOf(whole));
  const rows = Array.from({ length: 130 }, (_, i) => 129 - i);
  const heard: number[] = [];
  const targets = normals(130, 1, 5);
  const onProgress = (fraction: number) => heard.push(fraction);
  const got = await lookAheadPredictions(state, rows, targets, { onProgress });
  for (const i of [0, 63, 64, 129]) {
    const want = refit(whole, [rows[i]!], rowOf(targets, i));
    expect(got.subarray(i * 130, (i + 1) * 130)).toBeAllclose(want.data, {
      rtol: 1e-11,
      atol: 1e-11,
    });
  }
  expect(heard).toEqual([64 / 130, 128 / 130, 1]);
});

test("addPick refuses a row that was picked, and a target of another length", async () => {
  const state = await addPick(await lookAhead(good), 2, [1, 0]);
  await expect(addPick(state, 2, [1, 0])).rejects.toThrow(
    "addPick: picks must be different integers from 0 to 3, got 2 twice",
  );
  await expect(addPick(state, 1, [1])).rejects.toThrow("target must be 1×2, got 1×1");
  await expect(addPick(state, 1, [1, NaN])).rejects.toThrow(NumericalError);
});
