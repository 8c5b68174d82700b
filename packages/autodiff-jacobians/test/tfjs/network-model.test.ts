import * as nn from "@ntkit/architecture";
import { describe, expect, test } from "vitest";
import { empiricalNtk, finiteNetwork, ntkContributions } from "../../src/index.ts";
import { loadBackend, networkModel } from "../../src/tfjs.ts";
import { networks } from "./networks.ts";

const cpu = await loadBackend({ prefer: ["cpu"] });
const wasm = await loadBackend({ prefer: ["wasm"], tf: cpu.tf });

for (const [title, { network, x }] of Object.entries(networks)) {
  describe(title, () => {
    const finite = finiteNetwork(network, x.shape.slice(1));
    const model = finite.at(finite.initialize(3));
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

test.each([
  nn.selfAttention({ headChannels: 2, channels: 2 }),
  nn.convTranspose({ filterShape: [2], channels: 2 }),
  nn.convLocal({ filterShape: [2], channels: 2 }),
  nn.imageResize({ shape: [2] }),
  nn.index([1]),
])("networkModel refuses $type with its place", async (layer) => {
  const finite = finiteNetwork(nn.serial(nn.dense({ units: 2 }), layer), [3, 2]);
  const error = networkModel(cpu, finite.at(finite.initialize(1)));
  await expect(error).rejects.toMatchObject({ reason: "unsupported", layer: "1" });
  await expect(error).rejects.toThrow(/must be computed in float64.*use finiteNetwork/);
});

test("networkModel names the layer that there is only in float64", async () => {
  const finite = finiteNetwork(nn.serial(nn.dense({ units: 2 }), nn.hermite(2)), 3);
  const error = networkModel(cpu, finite.at(finite.initialize(1)));
  await expect(error).rejects.toMatchObject({ reason: "unsupported", layer: "1" });
});
