import { fromRows, matrix, selectRows } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { classify, softmaxProbabilities } from "@ntkit/solvers";
import { describe, expect, test } from "vitest";

import type { Criterion } from "../src/criteria/criterion.ts";
import { expectedErrorReduction } from "../src/criteria/expected-error-reduction.ts";
import { labelChange } from "../src/criteria/label-change.ts";
import { outputChange } from "../src/criteria/output-change.ts";
import { varianceReduction } from "../src/criteria/variance-reduction.ts";
import { addPick } from "../src/look-ahead/add-pick.ts";
import { lookAhead } from "../src/look-ahead/look-ahead.ts";
import { scoreCandidates } from "../src/look-ahead/score-candidates.ts";
import { problemOf, randomWhole, range, refit } from "./support.ts";

const whole = randomWhole(10, 14, 3, 11, { lengthScale: 1.2 });
const state = await lookAhead(problemOf(whole));
const before = state.predictions;

/** What a criterion must give, from predictions that were really refitted. */
const measures: Record<string, (after: Matrix) => number> = {
  absolute: (after) =>
    after.data.reduce((sum, value, at) => sum + Math.abs(value - state.outputs.data[at]!), 0),
  euclidean: (after) =>
    range(0, after.rows).reduce((sum, x) => {
      const part = [0, 1, 2].map((o) => after.data[3 * x + o]! - state.outputs.data[3 * x + o]!);
      return sum + Math.hypot(...part);
    }, 0),
  labels: (after) => {
    const [now, then] = [classify(before), classify(after)];
    return now.filter((label, x) => label !== then[x]).length;
  },
  errors: (after) => confidence(after) - confidence(before),
};

function confidence(predictions: Matrix): number {
  const p = softmaxProbabilities(predictions, 0.5);
  return range(0, p.rows).reduce(
    (sum, x) => sum + Math.max(...p.data.subarray(3 * x, 3 * x + 3)),
    0,
  );
}

const criteria: [string, Criterion, string][] = [
  ["outputChange()", outputChange(), "absolute"],
  ["outputChange(euclidean)", outputChange("euclidean"), "euclidean"],
  ["labelChange", labelChange, "labels"],
  ["expectedErrorReduction(0.5)", expectedErrorReduction(0.5), "errors"],
];

const unit = (c: number) => fromRows([[0, 1, 2].map((o) => (o === c ? 1 : 0))]);

describe.each(criteria)("identity: %s is measured after really refitting", (_, criterion, name) => {
  const measure = measures[name]!;

  test("with the likeliest class as label", async () => {
    const { candidates, scores } = await scoreCandidates(state, { criterion });
    expect([...candidates]).toEqual(range(0, 14));
    const want = range(0, 14).map((c) => measure(refit(whole, [c], unit(classify(before)[c]!))));
    expect(new Set(want).size).toBeGreaterThan(1);
    expect(scores).toBeAllclose(want, { rtol: 1e-10, atol: 1e-10 });
  });

  test("with every class, weighted by its probability", async () => {
    const options = { criterion, pseudoLabels: "distribution" } as const;
    const { scores } = await scoreCandidates(state, options);
    const p = softmaxProbabilities(before);
    const want = range(0, 14).map((c) =>
      [0, 1, 2].reduce(
        (sum, k) => sum + p.data[3 * c + k]! * measure(refit(whole, [c], unit(k))),
        0,
      ),
    );
    expect(scores).toBeAllclose(want, { rtol: 1e-10, atol: 1e-10 });
  });

  test("with targets that are given, and by a function", async () => {
    const options = { criterion, pseudoLabels: selectRows(whole.targets, range(10, 24)) };
    const { scores } = await scoreCandidates(state, options);
    const target = (c: number) => selectRows(whole.targets, [10 + c]);
    const want = range(0, 14).map((c) => measure(refit(whole, [c], target(c))));
    expect(scores).toBeAllclose(want, { rtol: 1e-10, atol: 1e-10 });
    const byFunction = await scoreCandidates(state, {
      criterion,
      pseudoLabels: (row) => [{ target: target(row).data, weight: 1 }],
    });
    expect(byFunction.scores).toEqual(scores);
  });
});

test("identity: varianceReduction is the fall of the posterior variances, and asks for no label", async () => {
  const { scores } = await scoreCandidates(state, { criterion: varianceReduction });
  const total = (variance: Float64Array) => variance.reduce((a, b) => a + b, 0);
  for (let c = 0; c < 14; c++) {
    const after = await addPick(state, c, [0, 0, 0]);
    expect(scores[c]).toBeCloseTo(total(state.variance) - total(after.variance), 11);
  }
});

test("identity: the gaussian labels give the mean of the changes one standard deviation up and down", async () => {
  const one = randomWhole(5, 6, 1, 12, { ridge: 0.2 });
  const start = await lookAhead(problemOf(one));
  const { scores } = await scoreCandidates(start, { pseudoLabels: "gaussian" });
  const change = (c: number, sign: number) => {
    const label = start.predictions.data[c]! + sign * Math.sqrt(start.variance[c]! + 0.2);
    const after = refit(one, [c], fromRows([[label]]));
    return after.data.reduce(
      (sum, value, at) => sum + Math.abs(value - start.outputs.data[at]!),
      0,
    );
  };
  const want = range(0, 6).map((c) => (change(c, 1) + change(c, -1)) / 2);
  expect(scores).toBeAllclose(want, { rtol: 1e-11 });
});

test("scores of some candidates on some reference rows are those parts of the whole", async () => {
  const candidates = [9, 2, 5];
  const reference = [1, 12, 3, 7];
  const { scores } = await scoreCandidates(state, { candidates, reference });
  const want = candidates.map((c) => {
    const after = refit(whole, [c], unit(classify(before)[c]!));
    return reference.reduce((sum, x) => {
      const part = (o: number) => Math.abs(after.data[3 * x + o]! - state.outputs.data[3 * x + o]!);
      return sum + part(0) + part(1) + part(2);
    }, 0);
  });
  expect(scores).toBeAllclose(want, { rtol: 1e-10 });
});

test("a pool of more rows than tiles hold is scored like a small one", async () => {
  const large = randomWhole(3, 2600, 2, 13, { ridge: 0.1 });
  const start = await lookAhead(problemOf(large));
  const heard: number[] = [];
  const candidates = range(0, 2600).filter((row) => row % 4 === 0);
  const { scores } = await scoreCandidates(start, { candidates, onProgress: (f) => heard.push(f) });
  const classes = classify(start.predictions);
  for (const at of [0, 511, 512, 649]) {
    const label = fromRows(
      [
        [1, 0],
        [0, 1],
      ]
        .slice(classes[candidates[at]!])
        .slice(0, 1),
    );
    const after = refit(large, [candidates[at]!], label);
    const want = after.data.reduce(
      (s, value, i) => s + Math.abs(value - start.outputs.data[i]!),
      0,
    );
    expect(scores[at]).toBeCloseTo(want, 8);
  }
  expect(heard.at(-1)).toBe(1);
  expect(heard).toEqual([...heard].sort((a, b) => a - b));
});

test("class codes other than one-hot rows choose the nearest code and train on it", async () => {
  const codes = fromRows([
    [0.9, -0.1, -0.1],
    [-0.1, 0.9, -0.1],
    [-0.1, -0.1, 0.9],
  ]);
  const { scores } = await scoreCandidates(state, { classCodes: codes });
  const want = range(0, 14).map((c) => {
    const code = selectRows(codes, [classify(before)[c]!]);
    return measures.absolute!(refit(whole, [c], code));
  });
  expect(scores).toBeAllclose(want, { rtol: 1e-10 });
  const single = await lookAhead(problemOf(randomWhole(5, 6, 1, 14)));
  const signs = fromRows([[1], [-1]]);
  const nearest = single.predictions.data.map((value) => (value >= 0 ? 1 : -1));
  const given = await scoreCandidates(single, { pseudoLabels: matrix(6, 1, nearest) });
  const coded = await scoreCandidates(single, { classCodes: signs });
  expect(coded.scores).toEqual(given.scores);
});

test("the nearest code is not the one with the largest product", async () => {
  const one = await lookAhead({
    train: fromRows([[1]]),
    cross: fromRows([[1.9]]),
    pool: fromRows([[5]]),
    targets: fromRows([[1]]),
  });
  // g = 1.9 lies nearer to 1 than to 3.
  const { scores } = await scoreCandidates(one, { classCodes: fromRows([[3], [1]]) });
  expect(scores[0]).toBeCloseTo(1, 13);
});

test("classes that tie before and after have not changed", async () => {
  const tied = await lookAhead({
    train: fromRows([[1]]),
    cross: fromRows([[0.5], [0]]),
    pool: fromRows([
      [1, 0],
      [0, 1],
    ]),
    targets: fromRows([[1, 1]]),
  });
  const given = fromRows([
    [1, 1],
    [0, 0],
  ]);
  const { scores } = await scoreCandidates(tied, { criterion: labelChange, pseudoLabels: given });
  expect([...scores]).toEqual([0, 0]);
});

test("a candidate that repeats a labelled row is named and changes nothing", async () => {
  const kernel = fromRows([
    [1, 0.5, 1, 0.2],
    [0.5, 1, 0.5, 0.3],
    [1, 0.5, 1, 0.2],
    [0.2, 0.3, 0.2, 1],
  ]);
  const targets = fromRows([
    [1, 0],
    [0, 1],
    [0, 0],
    [0, 0],
  ]);
  const start = await lookAhead(
    problemOf({ kernel, targets, outputs: matrix(4, 2), ridge: 0, labelled: 2 }),
  );
  const { scores, redundant } = await scoreCandidates(start);
  expect([...redundant]).toEqual([0]);
  const unchanged = start.predictions.data.reduce((sum, value) => sum + Math.abs(value), 0);
  expect(scores[0]).toBeCloseTo(unchanged, 14);
  expect(Number.isFinite(scores[1])).toBe(true);
});

test("a call can be aborted between tiles", async () => {
  const reason = new Error("enough");
  await expect(scoreCandidates(state, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

const single = await lookAhead(problemOf(randomWhole(3, 3, 1, 15)));
const picked = await addPick(state, 6, [1, 0, 0]);

test.each([
  [
    "a candidate outside the pool",
    () => scoreCandidates(state, { candidates: [14] }),
    "candidates must be different integers from 0 to 13, got 14",
  ],
  [
    "a candidate that was picked",
    () => scoreCandidates(picked, { candidates: [6] }),
    "scoreCandidates: candidates must not be picked already, got 6 among the picks",
  ],
  [
    "an empty reference",
    () => scoreCandidates(state, { reference: [] }),
    "reference must have at least one row",
  ],
  [
    "a reference row outside the pool",
    () => scoreCandidates(state, { reference: [-1] }),
    "reference must be different integers from 0 to 13, got -1",
  ],
  [
    "classes for one output",
    () => scoreCandidates(single),
    'classes need an output each or classCodes, got 1 output; for regression use "gaussian"',
  ],
  [
    "argmax criteria for one output",
    () => scoreCandidates(single, { criterion: labelChange, pseudoLabels: "gaussian" }),
    "labelChange: the model must have an output for each class, got 1",
  ],
  [
    "error reduction for one output",
    () =>
      scoreCandidates(single, { criterion: expectedErrorReduction(), pseudoLabels: "gaussian" }),
    "an output for each class, got 1",
  ],
  [
    "targets of another shape",
    () => scoreCandidates(state, { pseudoLabels: matrix(14, 2) }),
    "pseudoLabels: targets must be 14×3, got 14×2",
  ],
  [
    "codes of another width",
    () => scoreCandidates(state, { classCodes: matrix(3, 2) }),
    "classCodes must be any×3, got 3×2",
  ],
  [
    "probabilities of another shape",
    () => scoreCandidates(state, { pseudoLabels: "distribution", probabilities: matrix(14, 2) }),
    "probabilities must be 14×3, got 14×2",
  ],
  [
    "weights that do not sum to 1",
    () => scoreCandidates(state, { pseudoLabels: () => [{ target: [1, 0, 0], weight: 0.5 }] }),
    "weights of row 0 must sum to 1, got 0.5",
  ],
  [
    "a negative weight",
    () => scoreCandidates(state, { pseudoLabels: () => [{ target: [1, 0, 0], weight: -1 }] }),
    "weights must be at least 0, got -1 for row 0",
  ],
  [
    "a label of another length",
    () => scoreCandidates(state, { pseudoLabels: () => [{ target: [1], weight: 1 }] }),
    "target of row 0 must be 1×3, got 1×1",
  ],
])("%s is refused with what must hold", async (_, call, message) => {
  await expect(call()).rejects.toThrow(message);
});

test("a temperature must be positive", () => {
  expect(() => expectedErrorReduction(0)).toThrow("temperature must be positive and finite, got 0");
});

test("rows that were picked are no candidates unless asked for, and then refused", async () => {
  const { candidates } = await scoreCandidates(picked);
  expect([...candidates]).toEqual(range(0, 14).filter((row) => row !== 6));
});
