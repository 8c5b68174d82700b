import { expect, test } from "vitest";
import { loadBackend } from "../../src/tfjs.ts";
import { BackendError, type BackendName } from "../../src/tfjs.ts";
import { patches } from "../../src/tfjs/patches/patches.ts";

// This file alone sees TensorFlow.js before any patch: patches stay in force in their namespace.
for (const name of ["cpu", "wasm"] as const) {
  test(`every patch of ${name} is still needed: without them its checks fail, with them none`, async () => {
    const failing = await failuresOf(name, { patches: false });
    const mended = patches.filter(({ backend }) => backend === name).flatMap(({ mends }) => mends);
    expect(failing.sort()).toEqual(mended.sort());

    const { conformance, evidence } = await loadBackend({ prefer: [name] });
    expect(conformance.failed).toEqual([]);
    expect(conformance.worst).toBeLessThan(5e-6);
    expect(evidence.patches).toHaveLength(patches.filter(({ backend }) => backend === name).length);
  });
}

async function failuresOf(name: BackendName, options: { patches: boolean }): Promise<string[]> {
  try {
    await loadBackend({ prefer: [name], ...options });
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(BackendError);
    const { conformance } = (error as BackendError).attempts[0]!;
    return conformance!.failed.map((check) => check.name);
  }
}
