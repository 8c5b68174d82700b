import { matrix } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { empiricalNtk } from "../../src/index.ts";
import { layersModel, loadBackend } from "../../src/tfjs.ts";

test("the TensorFlow.js example of the README gives the output printed there", async () => {
  const backend = await loadBackend();
  const { tf } = backend;
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3] })] });
  const x = matrix(2, 3, Float64Array.of(1, 2, -1, 0.5, 0, 3));
  const ntk = await empiricalNtk(await layersModel(backend, model), x);
  expect([backend.name, ...ntk.data]).toEqual(["wasm", 7, -1.5, -1.5, 10.25]);
});
