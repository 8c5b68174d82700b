import { dense, relu, serial, tanh } from "@ntkit/architecture";
import {
  empiricalNtk,
  finiteNetwork,
  patternChange,
  train,
  trainNaturally,
  trainingRecorder,
} from "@ntkit/autodiff-jacobians";
import type { TrainOptions } from "@ntkit/autodiff-jacobians";
import { matrix } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { normalMatrix } from "./support/draw.ts";

const layer = { weightStd: 1.2, biasStd: 0.3 };
const network = finiteNetwork(
  serial(dense({ units: 12, ...layer }), tanh(), dense({ units: 2, ...layer })),
  3,
);
const start = network.initialize(1);
const [x, y] = [normalMatrix(7, 3, 2), normalMatrix(7, 2, 3)];
const base: TrainOptions = { x, y, from: start, steps: 1, learningRate: 0.1 };

describe("gradient descent", () => {
  test.each(["sum", "mean", "cross-entropy"] as const)(
    "on %s moves against the differences of its loss",
    async (loss) => {
      const targets = loss === "cross-entropy" ? shares(7, 2) : y;
      const lossAt = async (parameters: typeof start) => {
        let seen = NaN;
        await train(network, {
          ...base,
          y: targets,
          loss,
          from: parameters,
          steps: 0,
          onStep: (moment) => {
            seen = moment.loss;
          },
        });
        return seen;
      };
      const { parameters } = await train(network, { ...base, y: targets, loss });
      const [w0, w1] = [start["0.weight"]!, parameters["0.weight"]!];
      for (const index of [0, 17]) {
        const h = 1e-5;
        const at = async (step: number) => {
          const data = w0.data.slice();
          data[index]! += step;
          return lossAt({ ...start, "0.weight": { shape: w0.shape, data } });
        };
        const slope = ((await at(h)) - (await at(-h))) / (2 * h);
        expect(w1.data[index]! - w0.data[index]!).toBeCloseTo(-0.1 * slope, 8);
      }
    },
  );

  test("momentum adds a share of the last step", async () => {
    const [one, two] = [
      await train(network, { ...base, momentum: 0.5 }),
      await train(network, { ...base, momentum: 0.5, steps: 2 }),
    ];
    const plain = await train(network, { ...base, from: one.parameters });
    const name = "2.bias";
    const expected = plain.parameters[name]!.data.map(
      (value, i) => value + 0.5 * (one.parameters[name]!.data[i]! - start[name]!.data[i]!),
    );
    expect(two.parameters[name]!.data).toBeAllclose(expected, { rtol: 1e-13 });
  });

  test("stopped and continued from its state it gives the same bits", async () => {
    const options = { ...base, momentum: 0.9, batchSize: 3, seed: 5, learningRate: 0.05 };
    const whole = await train(network, { ...options, steps: 11 });
    const first = await train(network, { ...options, steps: 4 });
    const stored = structuredClone(first);
    const second = await train(network, { ...options, from: stored, steps: 7 });
    expect(second.step).toBe(11);
    for (const [name, { data }] of Object.entries(whole.parameters)) {
      expect(second.parameters[name]!.data).toEqual(data);
    }
  });

  test("an epoch of batches sees every example once, in an order of its own", async () => {
    const seen: number[] = [];
    const spy = {
      parameters: network.parameters,
      at: (parameters: typeof start) => {
        const model = network.at(parameters);
        return {
          ...model,
          pull: (...args: Parameters<typeof model.pull>) => {
            seen.push(...("rows" in args[0] ? firstColumn(args[0].data) : []));
            return model.pull(...args);
          },
        };
      },
    };
    await train(spy, { ...base, batchSize: 3, steps: 6 });
    const all = [...firstColumn(x.data)].sort();
    expect(seen.slice(0, 7).sort()).toEqual(all);
    expect(seen.slice(7).sort()).toEqual(all);
    expect(seen.slice(0, 7)).not.toEqual(seen.slice(7));
  });

  test("a loss that leaves the numbers is an error with its step", async () => {
    const options = { ...base, learningRate: 1e200, steps: 9 };
    await expect(train(network, options)).rejects.toMatchObject({ reason: "non-finite" });
  });

  test("options that do not fit are refused", async () => {
    const wrong: readonly (readonly [Partial<TrainOptions>, RegExp])[] = [
      [{ learningRate: 0 }, /learningRate must be a positive number, got 0/],
      [{ momentum: 1 }, /momentum must be at least 0 and below 1, got 1/],
      [{ steps: -1 }, /steps must be an integer of at least 0, got -1/],
      [{ batchSize: 8 }, /batchSize must be an integer from 1 to 7, got 8/],
      [{ y: normalMatrix(6, 2, 1) }, /targets must be 7×outputs, got 6×2/],
      [{ y: normalMatrix(7, 3, 1) }, /targets must be 7×2, got 7×3/],
    ];
    for (const [option, message] of wrong) {
      await expect(train(network, { ...base, ...option })).rejects.toThrow(message);
    }
  });
});

test("natural gradient of a linear model removes the share η of the residual in every step", async () => {
  const linear = finiteNetwork(dense({ units: 2, biasStd: 1 }), 8);
  const inputs = normalMatrix(6, 8, 4);
  const targets = normalMatrix(6, 2, 5);
  const losses: number[] = [];
  const onStep = ({ loss }: { readonly loss: number }) => void losses.push(loss);
  await trainNaturally(linear, {
    x: inputs,
    y: targets,
    from: linear.initialize(1),
    steps: 5,
    learningRate: 0.3,
    onStep,
  });
  expect(losses.slice(1)).toBeAllclose(
    losses.slice(0, -1).map((loss) => 0.49 * loss),
    { rtol: 1e-9 },
  );
  expect(losses).toHaveLength(6);
});

test("natural gradient needs far fewer steps than gradient descent", async () => {
  const options = { x, y, from: start, learningRate: 0.7 };
  const losses: number[] = [];
  const state = await trainNaturally(network, {
    ...options,
    steps: 8,
    onStep: ({ loss }) => void losses.push(loss),
  });
  expect(state.step).toBe(8);
  expect(losses.at(-1)! / losses[0]!).toBeLessThan(1e-4);
  const plain: number[] = [];
  await train(network, { ...base, steps: 8, onStep: ({ loss }) => void plain.push(loss) });
  expect(plain.at(-1)! / plain[0]!).toBeGreaterThan(1e-2);
});

test("natural gradient over repeated examples is refused without a ridge", async () => {
  const twice = matrix(2, 3, Float64Array.of(1, 2, 3, 1, 2, 3));
  const options = { x: twice, y: matrix(2, 2), from: start, steps: 1, learningRate: 1 };
  await expect(trainNaturally(network, options)).rejects.toMatchObject({
    reason: "not-positive-definite",
  });
  await expect(trainNaturally(network, { ...options, ridge: 1e-3 })).resolves.toBeDefined();
});

test("a recorder writes down loss, kernel, displacement and changes of the activation pattern", async () => {
  const switching = finiteNetwork(serial(dense({ units: 30 }), relu(), dense({ units: 2 })), 3);
  const w0 = switching.initialize(2);
  const recorder = trainingRecorder(switching, w0, { every: 5, kernel: x, pattern: x });
  const { parameters } = await train(switching, {
    ...base,
    from: w0,
    steps: 10,
    learningRate: 0.8,
    onStep: recorder.onStep,
  });
  const { records } = recorder;
  expect(records.map(({ step }) => step)).toEqual([0, 5, 10]);
  expect(records[0]).toMatchObject({ displacement: 0, patternChange: 0 });
  const last = records[2]!;
  expect(last.loss).toBeLessThan(records[0]!.loss);
  expect(last.kernel!.data).toEqual((await empiricalNtk(switching.at(parameters), x)).data);
  const squares = Object.keys(w0).map((name) =>
    w0[name]!.data.reduce((sum, v, i) => sum + (parameters[name]!.data[i]! - v) ** 2, 0),
  );
  expect(last.displacement).toBeCloseTo(Math.sqrt(squares[0]! + squares[1]!), 12);
  const [before, after] = [
    await switching.at(w0).pattern(x),
    await switching.at(parameters).pattern(x),
  ];
  expect(before).toMatchObject({ examples: 7, units: 30 });
  expect(last.patternChange).toBe(patternChange(before, after));
  expect(last.patternChange).toBeGreaterThan(0);
});

/** Rows of shares that sum to 1. */
function shares(rows: number, cols: number) {
  const drawn = normalMatrix(rows, cols, 9);
  for (let i = 0; i < rows; i++) {
    const row = drawn.data.subarray(i * cols, (i + 1) * cols);
    const total = row.reduce((sum, value) => sum + Math.abs(value), 0);
    row.forEach((value, j) => (row[j] = Math.abs(value) / total));
  }
  return drawn;
}

function firstColumn(data: Float64Array): Float64Array {
  return data.filter((_, i) => i % 3 === 0);
}
