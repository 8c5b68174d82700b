import process from "node:process";
import type * as tfjs from "@tensorflow/tfjs";
import { matrix, tensor, wasmEngine } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { empiricalNtk } from "../../src/index.ts";
import { layersModel, loadBackend } from "../../src/tfjs.ts";
import { bruteForce } from "./brute-force.ts";
import { mobileNet } from "./mobile-net.ts";
import { wave } from "./models.ts";
import { nativeFolder } from "./native-folder.ts";

async function savedAndLoaded(tf: typeof tfjs, model: tfjs.LayersModel): Promise<tfjs.LayersModel> {
  let artifacts: tfjs.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler((saved) => {
    artifacts = saved;
    const info = { dateSaved: new Date(0), modelTopologyType: "JSON" as const };
    return Promise.resolve({ modelArtifactsInfo: info });
  });
  await model.save(handler);
  model.dispose();
  return tf.loadLayersModel(tf.io.fromMemory(artifacts!));
}

test("agreement: a small MobileNet, saved and loaded again, has the kernel of single gradients to 1e-5", async () => {
  const backend = await loadBackend({ prefer: ["wasm"] });
  const { tf } = backend;
  const model = await savedAndLoaded(tf, mobileNet(tf, 16, 2, 0.125, 3));
  const x = tensor([2, 16, 16, 3], wave(2 * 768, 2));
  const ntk = await empiricalNtk(await layersModel(backend, model), x, undefined, { form: "full" });
  const { kernel } = bruteForce(tf, model, x);
  const largest = kernel.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(ntk.data).toBeAllclose(kernel.data, { rtol: 0, atol: 1e-5 * largest });
  model.dispose();
});

// Minutes on a busy machine: only where NTKIT_SLOW_TESTS is set.
test.skipIf(process.env.NTKIT_SLOW_TESTS === undefined)(
  "MobileNet with 10 classes on 64 images of 64×64×3: the pseudo-NTK in 10 s, the traced NTK in 60 s",
  { timeout: 600_000 },
  async () => {
    const folder = nativeFolder();
    const backend = await loadBackend(
      folder === undefined ? { prefer: ["wasm"] } : { prefer: ["tfjs-node"], resolveFrom: folder },
    );
    const { tf, name } = backend;
    const source = await layersModel(backend, await savedAndLoaded(tf, mobileNet(tf, 64, 10, 1)));
    const x = tensor([64, 64, 64, 3], wave(64 * 64 * 64 * 3, 1));
    const engine = await wasmEngine();
    const cotangents = matrix(1, 10, new Float64Array(10).fill(1 / Math.sqrt(10)));
    const start = performance.now();
    await empiricalNtk(source, x, undefined, { cotangents, engine });
    const between = performance.now();
    await empiricalNtk(source, x, undefined, { engine, memory: 2 ** 30 });
    const [pseudo, trace] = [(between - start) / 1000, (performance.now() - between) / 1000];
    await engine.dispose();
    const memory = process.resourceUsage().maxRSS / 2 ** 20;
    process.stderr.write(`${name}: pseudo-NTK ${pseudo.toFixed(1)} s, traced NTK ${trace.toFixed(1)} s, ${memory.toFixed(1)} GiB at most\n`); // prettier-ignore
    expect(pseudo).toBeLessThan(10);
    expect(trace).toBeLessThan(60);
  },
);
