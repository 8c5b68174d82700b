import type * as tfjs from "@tensorflow/tfjs";
import { NumericalError, ShapeError, matrix, tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { type SiteFactors, empiricalNtk } from "../../src/index.ts";
import { ModelError, layersModel, loadBackend } from "../../src/tfjs.ts";
import { bruteForce } from "./brute-force.ts";
import { examples, setWeights, wave } from "./models.ts";

// Gradients of single examples are those of the JavaScript backend, which sums in float64.
const cpu = await loadBackend({ prefer: ["cpu"] });
const wasm = await loadBackend({ prefer: ["wasm"], tf: cpu.tf });
const { tf } = cpu;
await tf.setBackend("cpu");

for (const [title, make] of Object.entries(examples)) {
  describe(title, () => {
    const { model, x } = make(tf);
    const expected = bruteForce(tf, model, x);
    for (const backend of [cpu, wasm]) {
      test(`agreement: the kernel on ${backend.name} is that of single gradients to 1e-5`, async () => {
        const source = await layersModel(backend, model);
        const before = tf.memory().numTensors;
        const { kernel, values } = expected;
        expect((await source.forward(x)).data).toBeAllclose(values, { rtol: 1e-5, atol: 2e-6 });
        const ntk = await empiricalNtk(source, x, undefined, { form: "full" });
        expect(ntk.shape).toEqual(kernel.shape);
        const largest = kernel.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(ntk.data).toBeAllclose(kernel.data, { rtol: 0, atol: 1e-5 * largest });
        expect(tf.memory().numTensors).toBe(before);
      });
    }
  });
}

describe("layersModel", () => {
  const { model, x } = examples["a residual CNN with pools and norms"]!(tf);

  test("identity: passes of one example and one cotangent give the same factors", async () => {
    const [whole, apart] = [
      await (await layersModel(wasm, model)).factors(x),
      await (await layersModel(wasm, model, { passMemory: 1 })).factors(x),
    ];
    expect(apart.sites.map(({ name }) => name)).toEqual(whole.sites.map(({ name }) => name));
    const [one, other] = [whole, apart].map(({ sites }) =>
      sites.flatMap((site) => [...(site.kind === "vector" ? site.gradients : site.b)]),
    );
    expect(other!).toBeAllclose(one!, { rtol: 1e-5, atol: 1e-5 });
  });

  test("identity: the pseudo-NTK is the mean over pairs of outputs, one class a block of the full kernel", async () => {
    const source = await layersModel(wasm, model);
    const full = await empiricalNtk(source, x, undefined, { form: "full" });
    const cotangents = matrix(1, 2, new Float64Array(2).fill(1 / Math.sqrt(2)));
    const pseudo = await empiricalNtk(source, x, undefined, { cotangents });
    const one = await empiricalNtk(source, x, undefined, { outputs: [1] });
    const at = (i: number, o: number, j: number, p: number) =>
      full.data[((i * 2 + o) * 3 + j) * 2 + p]!;
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        const sum = at(i, 0, j, 0) + at(i, 0, j, 1) + at(i, 1, j, 0) + at(i, 1, j, 1);
        expect(pseudo.data[i * 3 + j]! / (sum / 2)).toBeCloseTo(1, 5);
        expect(one.data[i * 3 + j]! / at(i, 1, j, 1)).toBeCloseTo(1, 5);
      }
    }
  });

  test("identity: tiles of examples give the kernel of all, and a rectangle its part", async () => {
    const source = await layersModel(wasm, model);
    const whole = await empiricalNtk(source, x);
    const tiled = await empiricalNtk(source, x, undefined, { memory: 1 });
    expect(tiled.data).toBeAllclose(whole.data, { rtol: 1e-6 });
    const first = tensor([1, 9, 9, 2], x.data.slice(0, 162));
    const row = await empiricalNtk(source, first, x);
    expect(row.data).toBeAllclose(whole.data.subarray(0, 3), { rtol: 1e-6 });
  });

  test("reads models that were saved and loaded again, and leaves them as they were", async () => {
    let saved: tfjs.io.ModelArtifacts | undefined;
    await model.save(tf.io.withSaveHandler((artifacts) => {
      saved = artifacts;
      return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" as const } });
    })); // prettier-ignore
    const loaded = await tf.loadLayersModel(tf.io.fromMemory(saved!));
    const before = JSON.stringify(loaded.toJSON());
    const ntk = await empiricalNtk(await layersModel(wasm, loaded), x);
    const expected = await empiricalNtk(await layersModel(wasm, model), x);
    expect(ntk.data).toBeAllclose(expected.data, { rtol: 1e-7 });
    expect(JSON.stringify(loaded.toJSON())).toBe(before);
  });

  test("identity: a dilated window is a larger one with zeros in between", async () => {
    // TensorFlow.js itself has no gradients of dilated convolutions.
    for (const layer of ["conv2d", "separableConv2d"] as const) {
      const make = (kernelSize: number, dilationRate: number): tfjs.LayersModel =>
        tf.sequential({
          layers: [
            tf.layers[layer]({ filters: 2, kernelSize, dilationRate, inputShape: [9, 9, 2] }),
            tf.layers.activation({ activation: "tanh" }),
            tf.layers.globalAveragePooling2d({}),
            tf.layers.dense({ units: 2 }),
          ],
        });
      const [dilated, dense] = [setWeights(tf, make(2, 2)), make(3, 1)];
      const [filters, ...rest] = dilated.getWeights();
      const inner = filters!.size / 4;
      const spread = new Float32Array(9 * inner);
      const places = [0, 2, 6, 8];
      places.forEach((to, from) => {
        spread.set(filters!.dataSync().subarray(from * inner, (from + 1) * inner), to * inner);
      });
      dense.setWeights([tf.tensor(spread, [3, 3, ...filters!.shape.slice(2)]), ...rest]);
      const few = await (await layersModel(wasm, dilated)).factors(x);
      const many = await (await layersModel(wasm, dense)).factors(x);
      expect(few.values.data).toBeAllclose(many.values.data, { rtol: 1e-5, atol: 1e-6 });
      const [own, other] = [few, many].map(({ sites }) => vectorOf(sites[0]!));
      const picked = Array.from({ length: own!.length }, (_, i) => {
        const [row, entry] = [Math.floor(i / (4 * inner)), i % (4 * inner)];
        const place = places[Math.floor(entry / inner)]!;
        return other![row * 9 * inner + place * inner + (entry % inner)]!;
      });
      expect(own!).toBeAllclose(picked, { rtol: 1e-5, atol: 1e-6 });
    }
  });

  test("normalises without gain and shift, where TensorFlow.js has no gradient", async () => {
    const model = setWeights(tf, tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, inputShape: [2] }),
        tf.layers.batchNormalization({ scale: false, center: false }),
      ],
    })); // prettier-ignore
    const source = await layersModel(cpu, model);
    const inputs = matrix(2, 2, wave(4, 2));
    const predicted = model.predict(tf.tensor2d(Float32Array.from(inputs.data), [2, 2])) as tfjs.Tensor; // prettier-ignore
    const { values, sites } = await source.factors(inputs);
    expect(values.data).toBeAllclose(predicted.dataSync(), { rtol: 1e-6 });
    expect(sites.map(({ parameter }) => parameter)).toEqual(["kernel", "bias"]);
  });

  test("names parameters by layer, and leaves frozen ones out", async () => {
    const frozen = tf.sequential({
      layers: [
        tf.layers.dense({ units: 3, inputShape: [2], name: "first", trainable: false }),
        tf.layers.lstm({ units: 2, name: "frozen-lstm", trainable: false, inputShape: [3, 1] }),
        tf.layers.dense({ units: 1, name: "last" }),
      ].filter((layer) => layer.name !== "frozen-lstm"),
    });
    const { sites } = await (await layersModel(cpu, frozen)).factors(tensor([1, 2]));
    expect(sites.map(({ name, layer, parameter }) => [name, layer, parameter])).toEqual([
      ["last.kernel", "last", "kernel"],
      ["last.bias", "last", "bias"],
    ]);
  });

  test("names layers of a nested model after it", async () => {
    const inner = tf.sequential({
      name: "inner",
      layers: [tf.layers.dense({ units: 2, inputShape: [2], name: "same", useBias: false })],
    });
    const outer = tf.sequential({ layers: [inner, tf.layers.dense({ units: 1, name: "other" })] });
    const { sites } = await (await layersModel(cpu, outer)).factors(tensor([1, 2]));
    const names = sites.map(({ name }) => name);
    expect(names).toEqual(["inner/same.kernel", "other.kernel", "other.bias"]);
  });

  test("takes sizes that the model leaves open, and asks for them", async () => {
    const open = tf.sequential({
      layers: [
        tf.layers.conv1d({ filters: 2, kernelSize: 2, inputShape: [null, 1] }),
        tf.layers.globalAveragePooling1d({}),
      ],
    });
    const source = await layersModel(cpu, open, { inputShape: [5, 1] });
    expect(source.inputShapes).toEqual([[5, 1]]);
    const missing = await layersModel(cpu, open).catch((error: unknown) => error);
    expect(missing).toMatchObject({ name: "ModelError", reason: "input-shape" });
    expect((missing as Error).message).toContain("[[null,1]] leave open, got undefined");
  });

  test("names a layer with weights that it has no rule for, and takes a rule for it", async () => {
    const model = tf.sequential({
      layers: [tf.layers.simpleRNN({ units: 2, inputShape: [3, 1], name: "loop" })],
    });
    const error = await layersModel(cpu, model).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelError);
    expect(error).toMatchObject({ reason: "unknown-layer", layer: "loop" });
    expect((error as Error).message).toMatch(
      /must be BatchNormalization, .*, got loop \(SimpleRNN\); give options.rules.SimpleRNN/,
    );
    const rules = {
      SimpleRNN: ({ inputs, name, probe }: Parameters<NonNullable<Rules>[string]>[0]) =>
        probe(inputs[0]!.sum([1, 2]).expandDims(1), [
          { kind: "bias", layer: name, parameter: "bias" },
        ]),
    };
    const source = await layersModel(cpu, model, { rules });
    const { sites } = await source.factors(tensor([2, 3, 1]));
    expect(sites).toMatchObject([{ name: "loop.bias", kind: "vector", entries: 1 }]);
  });

  test("refuses layers that are called in training mode", async () => {
    const input = tf.input({ shape: [2] });
    const layer = tf.layers.batchNormalization({ name: "normal" });
    const output = layer.apply(input, { training: true }) as tfjs.SymbolicTensor;
    const error = layersModel(cpu, tf.model({ inputs: input, outputs: output }));
    await expect(error).rejects.toMatchObject({ reason: "training-mode", layer: "normal" });
  });

  test("names the weight that is not a number", async () => {
    const broken = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2], name: "bad" })] }); // prettier-ignore
    broken.setWeights([tf.tensor2d([1, NaN], [2, 1]), tf.zeros([1])]);
    const error = await layersModel(cpu, broken).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NumericalError);
    expect((error as Error).message).toBe(
      "layersModel: weights must be finite, got NaN at 1 of bad/kernel",
    );
  });

  test("names the shape that inputs must have, and the output that is not finite", async () => {
    const source = await layersModel(cpu, model);
    const wrong = source.factors(tensor([2, 9, 9, 3]));
    await expect(wrong).rejects.toThrow(ShapeError);
    await expect(source.factors(x, { cotangents: matrix(1, 3) })).rejects.toThrow(ShapeError);
    const steep = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [1] })] });
    setWeights(tf, steep);
    const huge = (await layersModel(cpu, steep)).factors(tensor([2, 1], Float64Array.of(1, 1e39)));
    await expect(huge).rejects.toThrow(/outputs must be finite, got -?Infinity in example 1/);
  });

  test("says what to do where memory is at an end", async () => {
    const rules = {
      Dense: ({ inputs }: { readonly inputs: readonly tfjs.Tensor[] }) => {
        if (inputs[0]!.shape[0] > 2) throw new RangeError("Array buffer allocation failed");
        return inputs[0]!;
      },
    };
    const full = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [2] })] });
    const source = await layersModel(cpu, full, { rules });
    const error = await source.factors(matrix(2, 2, wave(4, 1))).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: "ModelError", reason: "out-of-memory" });
    expect((error as Error).message).toMatch(
      /a pass over 4 examples .*; give a smaller passMemory/,
    );
  });

  test("stops between passes when it is aborted", async () => {
    const source = await layersModel(cpu, model);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(source.factors(x, { signal })).rejects.toThrow("enough");
  });
});

function vectorOf(site: SiteFactors): ArrayLike<number> {
  if (site.kind !== "vector") throw new TypeError(`${site.name} is ${site.kind}`);
  return site.gradients;
}

type Rules = NonNullable<Parameters<typeof layersModel>[2]>["rules"];
