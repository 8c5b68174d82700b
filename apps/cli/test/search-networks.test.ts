import { kFold } from "@ntkit/datasets";
import { kernelFunction } from "@ntkit/kernels";
import { type Matrix, fromRows, matrix, selectRows, submatrix } from "@ntkit/linalg";
import {
  kernelRegression,
  regressionPredict,
  supportVectorClassifier,
  svcPredict,
} from "@ntkit/solvers";
import { expect, test } from "vitest";
import { mlpCandidates } from "../src/fit/mlp-candidates.ts";
import { protocols } from "../src/fit/protocols.ts";
import { type SearchOptions, searchNetworks } from "../src/fit/search-networks.ts";
import { targetMatrix } from "../src/fit/targets.ts";

const space = {
  depths: [1, 2, 3],
  activations: ["relu"],
  fixedLayers: [0],
  weightStd: Math.SQRT2,
  biasStd: 1,
};
const n = 24;
const x = matrix(
  n,
  2,
  Float64Array.from({ length: 2 * n }, (_, k) => Math.sin(1.7 * k + 0.3 * k * k)),
);
const labels = Int32Array.from({ length: n }, (_, i) =>
  Number(x.data[2 * i]! * x.data[2 * i + 1]! > 0),
);
const classes = { task: "classification", labels, classes: ["a", "b"] } as const;
const numbers = {
  task: "regression",
  values: Float64Array.from(labels, (l, i) => l + 0.1 * i),
} as const;
const splits = kFold(n, { folds: 4, seed: 1, labels });
const options: SearchOptions = {
  candidates: mlpCandidates(space),
  splits,
  solver: "ridge",
  penalties: [1e-3, 1e-1],
  kernel: "ntk",
};

test("agreement: every setting has the predictions of kernel ridge regression done by hand", async () => {
  const found = await searchNetworks(x, numbers, options);
  const { configurations, rows } = found;
  expect(configurations.map(({ candidate, value }) => [candidate, value])).toEqual(
    ["depth 1, linear", "depth 2, relu", "depth 3, relu"].flatMap((label) => [
      [label, 1e-3],
      [label, 1e-1],
    ]),
  );
  const y = targetMatrix(numbers);
  for (const { candidateIndex, value, predictions } of configurations) {
    const { network } = options.candidates[candidateIndex]!;
    const { ntk } = await kernelFunction(network).evaluate(x);
    const parts = await Promise.all(
      splits.map(async ({ train, validation }) => {
        const kernel = submatrix(ntk, train, train);
        const problem = {
          kernel,
          targets: selectRows(y, train),
          relativeRidge: value,
          center: true,
        };
        const model = await kernelRegression(problem);
        return [...(await regressionPredict(model, submatrix(ntk, validation, train))).data];
      }),
    );
    expect(predictions).toBeAllclose(parts.flat(), { rtol: 1e-9, atol: 1e-12 });
  }
  expect([...rows].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
});

test("agreement: features per split that do not depend on the split change nothing", async () => {
  const shared = await searchNetworks(x, classes, options);
  const perSplit = await searchNetworks(() => x, classes, options);
  for (const [c, { predictions }] of perSplit.configurations.entries()) {
    expect(predictions).toBeAllclose(shared.configurations[c]!.predictions, {
      rtol: 1e-10,
      atol: 1e-12,
    });
  }
});

test("features are asked for with the training rows of each split only", async () => {
  const asked: number[][] = [];
  const features = (train: Int32Array): Matrix => {
    asked.push([...train]);
    return x;
  };
  await searchNetworks(features, classes, options);
  expect(asked).toEqual(splits.map(({ train }) => [...train]));
});

test("the best setting has the most hits; equals go to the smaller squared error or to the first", async () => {
  const separable = {
    ...classes,
    labels: Int32Array.from({ length: n }, (_, i) => Number(x.data[2 * i]! > 0)),
  };
  const wide = {
    ...options,
    penalties: [1e-2, 1e-3, 1e-4],
    candidates: options.candidates.slice(1),
  };
  const first = await searchNetworks(x, separable, { ...wide, ties: "first" });
  const hits = first.configurations.map(({ rowValues }) => rowValues.reduce((a, b) => a + b, 0));
  const most = Math.max(...hits);
  expect(first.best).toBe(first.configurations[hits.indexOf(most)]);
  const nearest = await searchNetworks(x, separable, wide);
  const error = ({ predictions }: typeof nearest.best): number => {
    const truth = selectRows(targetMatrix(separable), nearest.rows);
    return predictions.data.reduce((sum, score, k) => sum + (score - truth.data[k]!) ** 2, 0);
  };
  const equals = nearest.configurations.filter((_, c) => hits[c] === most);
  expect(error(nearest.best)).toBe(Math.min(...equals.map(error)));
});

test("agreement: the protocol of Arora et al. 2020 is C-SVM on the raw kernel, first of the best on one split", async () => {
  const { candidates, penalties, kernel, solver, ties } = protocols.arora2020;
  const split = splits[0]!;
  const found = await searchNetworks(x, classes, {
    candidates,
    penalties,
    kernel,
    solver,
    ties,
    splits: [split],
  });
  let best = { hits: -1, candidate: -1, C: 0 };
  for (const [candidate, { network }] of candidates.entries()) {
    const { ntk } = await kernelFunction(network).evaluate(x);
    const training = submatrix(ntk, split.train, split.train);
    const known = split.train.map((row) => labels[row]!);
    for (const C of penalties) {
      const model = await supportVectorClassifier({
        kernel: training,
        labels: known,
        classes: 2,
        C,
      });
      const guessed = (await svcPredict(model, submatrix(ntk, split.validation, split.train)))
        .labels;
      const hits = guessed.filter((label, i) => label === labels[split.validation[i]!]).length;
      if (hits > best.hits) best = { hits, candidate, C };
    }
  }
  expect(found.configurations).toHaveLength(105);
  expect([found.best.candidateIndex, found.best.value]).toEqual([best.candidate, best.C]);
});

test("depth 1 appears once however many activations there are, and networks have a layer to train", () => {
  const wide = { ...space, activations: ["relu", "erf"], fixedLayers: [0, 1] };
  expect(mlpCandidates({ ...wide, depths: [1, 2] }).map(({ label }) => label)).toEqual([
    "depth 1, linear, 0 fixed",
    "depth 2, relu, 0 fixed",
    "depth 2, relu, 1 fixed",
    "depth 2, erf, 0 fixed",
    "depth 2, erf, 1 fixed",
  ]);
});

test("arora2020 lists depth 1 to 5, with 0 to depth - 1 first layers fixed", () => {
  const { candidates, penalties } = protocols.arora2020;
  const settings = candidates.map(({ settings: s }) => [s.depth, s.fixedLayers]);
  expect(settings).toEqual(
    [1, 2, 3, 4, 5].flatMap((d) => Array.from({ length: d }, (_, f) => [d, f])),
  );
  expect(penalties).toEqual([0.01, 0.1, 1, 10, 100, 1000, 10000]);
});

test.each<[string, Partial<SearchOptions>, RegExp]>([
  ["no candidates", { candidates: [] }, /candidates must not be empty/],
  ["no penalties", { penalties: [] }, /penalties must not be empty/],
  ["no splits", { splits: [] }, /splits must not be empty/],
])("%s: RangeError", async (_, change, message) => {
  await expect(searchNetworks(x, classes, { ...options, ...change })).rejects.toThrow(message);
});

test("features of another number of rows, and numbers for an SVM, are refused", async () => {
  await expect(searchNetworks(fromRows([[1], [2]]), classes, options)).rejects.toThrow(
    /must have 24 rows.*got 2/,
  );
  await expect(searchNetworks(x, numbers, { ...options, solver: "svm" })).rejects.toThrow(
    /"ridge" for regression/,
  );
});

test("an aborted search rejects with the signal's reason", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(searchNetworks(x, classes, { ...options, signal })).rejects.toThrow("enough");
});
