import * as nn from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { empiricalNtk, finiteNetwork, ntkContributions } from "../../src/index.ts";
import { loadBackend, networkModel } from "../../src/tfjs.ts";
import { wave } from "./models.ts";

const cpu = await loadBackend({ prefer: ["cpu"] });
const wasm = await loadBackend({ prefer: ["wasm"], tf: cpu.tf });

const residual = (inner: readonly Network[]): Network =>
  nn.serial(nn.fanOut(2), nn.parallel(nn.serial(...inner), nn.identity()), nn.fanInSum());

const networks: Readonly<Record<string, readonly [Network, readonly number[]]>> = {
  "an MLP of many activations": [
    nn.serial(
      nn.dense({ units: 8, biasStd: 0.1 }),
      nn.gelu(),
      nn.dense({ units: 8, parameterization: "standard" }),
      residual([nn.elu({ alpha: 0.7 }), nn.dense({ units: 8, biasStd: 0.3 }), nn.silu()]),
      nn.fanOut(3),
      nn.parallel(nn.erf(), nn.leakyRelu({ alpha: 0.2 }), nn.softplus()),
      nn.fanInConcat(),
      nn.repeat(nn.serial(nn.dense({ units: 5 }), nn.sin()), 2),
      nn.dense({ units: 3, biasStd: 0.2, trainable: false }),
    ),
    [4],
  ],
  "a CNN with pools and norms": [
    nn.serial(
      nn.conv({ channels: 4, filterShape: [3, 3], padding: "same", biasStd: 0.1 }),
      nn.relu(),
      nn.avgPool({ windowShape: [3, 3], strides: [2, 2], padding: "same", normalizeEdges: true }),
      residual([
        nn.layerNorm({ spatialAxes: [1] }),
        nn.conv({ channels: 4, filterShape: [3, 2], padding: "circular" }),
        nn.batchNorm(),
        nn.tanh(),
      ]),
      nn.maxPool({ windowShape: [2, 2], strides: [1, 1], padding: "valid" }),
      nn.conv({
        channels: 3,
        filterShape: [2, 2],
        strides: [2, 2],
        padding: "valid",
        biasStd: 0.2,
      }),
      nn.abs(),
      nn.sumPool({ windowShape: [2, 1], strides: [1, 1], padding: "valid" }),
      nn.flatten(),
      nn.dense({ units: 2 }),
    ),
    [9, 8, 2],
  ],
  "an embedding with convolutions over a sequence": [
    nn.serial(
      nn.embedding({ vocabularySize: 5, channels: 4 }),
      nn.conv({ channels: 6, filterShape: [3], padding: "same" }),
      nn.relu(),
      nn.maxPool({ windowShape: [2], strides: [2], padding: "same" }),
      nn.globalAvgPool(),
      nn.dense({ units: 2 }),
    ),
    [7, 1],
  ],
};

for (const [title, [network, inputShape]] of Object.entries(networks)) {
  describe(title, () => {
    const model = (() => {
      const finite = finiteNetwork(network, inputShape);
      return finite.at(finite.initialize(3));
    })();
    const size = inputShape.reduce((product, length) => product * length, 1);
    const data = wave(4 * size, 2);
    const x = tensor([4, ...inputShape], title.includes("embedding") ? data.map((v) => Math.floor(2.5 * v + 2.5) % 5) : data); // prettier-ignore
    for (const backend of [cpu, wasm]) {
      test(`agreement: ${backend.name} has the float64 kernel to 1e-5, parameter by parameter`, async () => {
        const source = await networkModel(backend, model);
        expect((await source.forward(x)).data).toBeAllclose((await model.forward(x)).data, { rtol: 1e-5, atol: 2e-6 }); // prettier-ignore
        const exact = await empiricalNtk(model, x, undefined, { form: "full" });
        const ntk = await empiricalNtk(source, x, undefined, { form: "full" });
        const largest = exact.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(ntk.data).toBeAllclose(exact.data, { rtol: 0, atol: 1e-5 * largest });
        const parts = await ntkContributions(source, x, undefined, "name");
        const exactParts = await ntkContributions(model, x, undefined, "name");
        expect(Object.keys(parts)).toEqual(Object.keys(exactParts));
        for (const [name, part] of Object.entries(parts)) {
          const most = Math.max(...exactParts[name]!.data.map(Math.abs));
          expect(part.data).toBeAllclose(exactParts[name]!.data, { rtol: 0, atol: 1e-5 * most });
        }
      });
    }
  });
}

test("networkModel names the layer that there is only in float64", async () => {
  const finite = finiteNetwork(nn.serial(nn.dense({ units: 2 }), nn.hermite(2)), 3);
  const error = networkModel(cpu, finite.at(finite.initialize(1)));
  await expect(error).rejects.toMatchObject({ reason: "unsupported", layer: "1" });
});
