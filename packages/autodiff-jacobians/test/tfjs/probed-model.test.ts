import type * as tfjs from "@tensorflow/tfjs";
import { matrix } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { empiricalNtk } from "../../src/index.ts";
import { type ProbedFunction, loadBackend, probedModel } from "../../src/tfjs.ts";
import { wave } from "./models.ts";

const backend = await loadBackend({ prefer: ["cpu"] });
const { tf } = backend;

const [n, d, width] = [5, 3, 8];
const hidden = wave(d * width, 1);
const output = wave(width, 2);
const scale = 1 / Math.sqrt(width);

/** w · tanh(x W) / √width, with its two parameters marked. */
const twoLayers: ProbedFunction = ([x], probe) => {
  const first = tf.tensor2d(Float32Array.from(hidden), [d, width]);
  const last = tf.tensor2d(Float32Array.from(output), [width, 1]);
  const z = probe(tf.matMul(x!, first), [
    { kind: "linear", layer: "hidden", parameter: "weight", inputs: x! },
  ]);
  const h = tf.tanh(z);
  return probe(tf.mul(tf.matMul(h, last), scale), [
    { kind: "linear", layer: "output", parameter: "weight", inputs: h, scale },
  ]);
};

describe("probedModel", () => {
  test("reference: a function with two layers has the kernel that its formula says, to 1e-6", async () => {
    const source = await probedModel(backend, twoLayers, { inputShape: [d], outputs: 1 });
    const x = matrix(n, d, wave(n * d, 3));
    const ntk = await empiricalNtk(source, x);
    const rows = Array.from({ length: n }, (_, i) => x.data.subarray(i * d, (i + 1) * d));
    const h = rows.map((row) =>
      Array.from({ length: width }, (_, u) =>
        Math.tanh(row.reduce((sum, value, i) => sum + value * hidden[i * width + u]!, 0)),
      ),
    );
    const delta = h.map((values) => values.map((value, u) => output[u]! * (1 - value * value)));
    const expected = rows.flatMap((a, i) =>
      rows.map((b, j) => scale ** 2 * (dot(h[i]!, h[j]!) + dot(a, b) * dot(delta[i]!, delta[j]!))),
    );
    expect(ntk.data).toBeAllclose(expected, { rtol: 1e-6 });
  });

  test("a function without parameters has no sites, and its values", async () => {
    const f: ProbedFunction = ([x]) => tf.mul(x!, 2);
    const source = await probedModel(backend, f, { inputShape: [2], outputs: 2 });
    const { sites, values, outputs } = await source.factors(matrix(1, 2, Float64Array.of(1, 3)));
    expect({ sites, outputs, values: [...values.data] }).toEqual({ sites: [], outputs: 2, values: [2, 6] }); // prettier-ignore
  });

  test("every tensor is disposed of, also of a pass that fails", async () => {
    const source = await probedModel(backend, twoLayers, { inputShape: [d], outputs: 1 });
    const before = tf.memory().numTensors;
    await source.factors(matrix(n, d, wave(n * d, 3)));
    await source.forward(matrix(n, d, wave(n * d, 3)));
    expect(tf.memory().numTensors).toBe(before);
  });

  test("a pass is over no more rows than passMemory has room for", async () => {
    const rows: number[] = [];
    const watched: ProbedFunction = (inputs, probe) => {
      rows.push(inputs[0]!.shape[0]);
      return twoLayers(inputs, probe);
    };
    const source = await probedModel(backend, watched, {
      inputShape: [d],
      outputs: 1,
      passMemory: 1,
    });
    rows.length = 0;
    await source.factors(matrix(n, d, wave(n * d, 3)), { cotangents: matrix(2, 1) });
    await source.forward(matrix(n, d, wave(n * d, 3)));
    expect(rows).toEqual(new Array(3 * n).fill(1));
  });

  test("asks for sizes that fit", async () => {
    const make = (options: Partial<Parameters<typeof probedModel>[2]>) =>
      probedModel(backend, twoLayers, { inputShape: [d], outputs: 1, ...options });
    await expect(make({ outputs: 2 })).rejects.toThrow(
      "probedModel: f must give 2 numbers for every example, got shape [1, 1]",
    );
    await expect(make({ inputShape: [0] })).rejects.toThrow(RangeError);
    await expect(make({ outputs: 0 })).rejects.toThrow(RangeError);
    await expect(make({ passMemory: 0 })).rejects.toThrow(RangeError);
  });

  test("one parameter cannot be used in two ways", async () => {
    const f: ProbedFunction = ([x], probe) => {
      const [one, two] = [tf.zeros<tfjs.Rank.R2>([d, 2]), tf.zeros<tfjs.Rank.R2>([2, 1])];
      const z = probe(tf.matMul(x!, one), [{ kind: "linear", layer: "l", parameter: "w", inputs: x! }]); // prettier-ignore
      return probe(tf.matMul(z, two), [{ kind: "bias", layer: "l", parameter: "w" }]);
    };
    const source = probedModel(backend, f, { inputShape: [d], outputs: 1 });
    await expect(source).rejects.toThrow(/uses of l.w must be of one kind, got linear and bias/);
  });
});

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
}
