import process from "node:process";
import { describe, expect, test } from "vitest";
import { empiricalNtk, finiteNetwork } from "../../src/index.ts";
import { type BackendName, layersModel, loadBackend, networkModel } from "../../src/tfjs.ts";
import { bruteForce } from "./brute-force.ts";
import { examples } from "./models.ts";
import { nativeFolder } from "./native-folder.ts";
import { networks } from "./networks.ts";

/** Backends that the user installs, the folder that has them, and how the folder is named. */
const folders: readonly (readonly [BackendName, string | undefined, string])[] = [
  ["tfjs-node", nativeFolder(), "NTKIT_TFJS_NODE"],
  ["webgpu", process.env.NTKIT_TFJS_WEBGPU, "NTKIT_TFJS_WEBGPU"],
];

for (const [name, folder, variable] of folders) {
  describe.skipIf(folder === undefined)(`${name}, where ${variable} names a folder with it`, () => {
    test("passes every check, and says what computes", async () => {
      const { evidence, conformance } = await load(name, folder!);
      expect(evidence[name === "webgpu" ? "adapter" : "tensorflow"]).toMatch(/^\S+/);
      expect(evidence.gpu).toBeTypeOf("boolean");
      expect(conformance).toMatchObject({ checks: 40, failed: [] });
      expect(conformance.worst).toBeLessThan(5e-6);
    });

    for (const [title, make] of Object.entries(examples)) {
      test(`agreement: ${title} has the kernel of single gradients to 1e-5`, async () => {
        const backend = await load(name, folder!);
        const cpu = await loadBackend({ prefer: ["cpu"], tf: backend.tf });
        const { model, x } = make(cpu.tf);
        const { kernel } = bruteForce(cpu.tf, model, x);
        const source = await layersModel(backend, model);
        const ntk = await empiricalNtk(source, x, undefined, { form: "full" });
        const largest = kernel.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(ntk.data).toBeAllclose(kernel.data, { rtol: 0, atol: 1e-5 * largest });
      });
    }

    for (const [title, { network, x }] of Object.entries(networks)) {
      test(`agreement: ${title} has the float64 kernel to 1e-5`, async () => {
        const finite = finiteNetwork(network, x.shape.slice(1));
        const model = finite.at(finite.initialize(3));
        const source = await networkModel(await load(name, folder!), model);
        const exact = await empiricalNtk(model, x, undefined, { form: "full" });
        const ntk = await empiricalNtk(source, x, undefined, { form: "full" });
        const largest = exact.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(ntk.data).toBeAllclose(exact.data, { rtol: 0, atol: 1e-5 * largest });
      });
    }
  });
}

function load(name: BackendName, resolveFrom: string) {
  return loadBackend({ prefer: [name], resolveFrom });
}
