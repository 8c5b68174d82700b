import type * as tfjs from "@tensorflow/tfjs";
import { describe, expect, test } from "vitest";
import { ModelError, loadBackend, readLayersModel } from "../../src/tfjs.ts";
import { examples } from "./models.ts";

const backend = await loadBackend({ prefer: ["cpu"] });
const { tf } = backend;
const { model } = examples["a multilayer perceptron"]!(tf);
let saved: tfjs.io.ModelArtifacts;
await model.save(
  tf.io.withSaveHandler((artifacts) => {
    saved = artifacts;
    const info = { dateSaved: new Date(0), modelTopologyType: "JSON" as const };
    return Promise.resolve({ modelArtifactsInfo: info });
  }),
);

/** model.json and its weights in two files, cut anywhere. */
function files(): { json: Record<string, unknown>; read: (path: string) => Promise<Uint8Array> } {
  const bytes = new Uint8Array(saved.weightData as ArrayBuffer);
  const shards: Record<string, Uint8Array> = {
    "a.bin": bytes.slice(0, 50),
    "b.bin": bytes.slice(50),
  };
  const weightsManifest = [{ paths: Object.keys(shards), weights: saved.weightSpecs }];
  const json = { format: "layers-model", modelTopology: saved.modelTopology, weightsManifest };
  return { json, read: (path) => Promise.resolve(shards[path]!) };
}

describe("readLayersModel", () => {
  test("gives the model that was saved, from weights in several files", async () => {
    const { json, read } = files();
    const loaded = await readLayersModel(backend, JSON.stringify(json), read);
    const x = tf.tensor2d([[1, -2, 0.5, 3, 0]]);
    const [expected, got] = [model, loaded].map((one) =>
      (one.predict(x) as tfjs.Tensor).dataSync(),
    );
    expect([...got!]).toEqual([...expected!]);
  });

  test("says what is wrong with the files", async () => {
    const { json, read } = files();
    const said = async (text: string, reader = read): Promise<string> => {
      const error: unknown = await readLayersModel(backend, text, reader).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(ModelError);
      expect((error as ModelError).reason).toBe("model-file");
      return (error as Error).message;
    };
    const text = (change: object): string => JSON.stringify({ ...json, ...change });
    expect(await said("{")).toContain('must be JSON, got "{"');
    expect(await said("null")).toContain(
      "must have modelTopology and weightsManifest, got neither",
    );
    expect(await said(text({ modelTopology: 3 }))).toContain("must have modelTopology");
    expect(await said(text({ format: "graph-model" }))).toContain(
      "convert it to tfjs_layers_model",
    );
    expect(await said(text({}), () => Promise.resolve(new Uint8Array(3)))).toMatch(/weights must have \d+ bytes, got 6/); // prettier-ignore
    const unknown = { class_name: "Sequential", config: { name: "s", layers: [{ class_name: "Warp", config: {} }] } }; // prettier-ignore
    expect(await said(text({ modelTopology: unknown }))).toMatch(/must read the model, got "Unknown layer: Warp/); // prettier-ignore
  });
});
