import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tfjs from "@tensorflow/tfjs";
import { afterEach, describe, expect, test } from "vitest";
import { BackendError, type BackendName, loadBackend } from "../../src/tfjs.ts";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

describe("loadBackend", () => {
  test("takes WebAssembly where nothing faster is installed, and says what was tried before", async () => {
    const { name, tf, attempts, evidence, conformance } = await loadBackend();
    expect(name).toBe("wasm");
    expect(tf.getBackend()).toBe("wasm");
    expect(evidence).toMatchObject({ tfjs: "4.22.0", package: "4.22.0" });
    expect(conformance).toMatchObject({ checks: 40, failed: [] });
    expect(attempts.map((attempt) => [attempt.name, attempt.reason])).toEqual([
      ["tfjs-node-gpu", "@tensorflow/tfjs-node-gpu is not installed"],
      ["tfjs-node", "@tensorflow/tfjs-node is not installed"],
      ["webgpu", "webgpu is not installed"],
      ["wasm", undefined],
    ]);
  });

  test("tries only what is preferred, and makes it the current backend", async () => {
    const { name, tf, attempts } = await loadBackend({ prefer: ["cpu", "wasm"] });
    expect(name).toBe("cpu");
    expect(tf.getBackend()).toBe("cpu");
    expect(attempts).toHaveLength(1);
  });

  test("throws a BackendError with the whole list where nothing passes", async () => {
    const error = await refusal({ requireGpu: true });
    expect(error.code).toBe("no-backend");
    expect(error.attempts).toHaveLength(5);
    expect(error.message).toContain("  cpu: it never computes on a GPU");
    expect(error.message).toContain("  tfjs-node-gpu: @tensorflow/tfjs-node-gpu is not installed");
  });

  test("refuses a backend that computes wrongly, and names what it got wrong", async () => {
    await loadBackend({ prefer: ["cpu"] });
    const stock = tfjs.getKernel("Relu", "cpu");
    tfjs.unregisterKernel("Relu", "cpu");
    // Half of every result is missing.
    tfjs.registerKernel({ ...stock, kernelFunc: (call) => tfjs.getKernel("Tanh", "cpu").kernelFunc(call) }); // prettier-ignore
    tfjs.unregisterGradient("Relu");
    tfjs.registerGradient({
      kernelName: "Relu",
      gradFunc: (dy) => ({ x: () => dy as tfjs.Tensor }),
    });
    const error = await refusal({ prefer: ["cpu"], tf: tfjs });
    expect(error.attempts[0]!.reason).toMatch(/^it computes wrongly: gradient of relu: error/);
    expect(error.attempts[0]!.loads).toBe(false);
    tfjs.unregisterKernel("Relu", "cpu");
    tfjs.registerKernel(stock);
  });

  test("refuses a backend that does not give its memory back", async () => {
    const stock = tfjs.getKernel("Erf", "cpu");
    tfjs.unregisterKernel("Erf", "cpu");
    const kernelFunc: tfjs.KernelFunc = (call) => {
      tfjs.keep(tfjs.scalar(1));
      return stock.kernelFunc(call);
    };
    tfjs.registerKernel({ ...stock, kernelFunc });
    const { attempts } = await refusal({ prefer: ["cpu"], tf: tfjs });
    tfjs.unregisterKernel("Erf", "cpu");
    tfjs.registerKernel(stock);
    expect(attempts[0]!.reason).toContain("memory is given back: 1 tensors are left");
  });

  test("looks for packages in the folders that it is given, in their order", async () => {
    const empty = await folderWith({});
    const broken = await folderWith({ "@tensorflow/tfjs-node": `throw new Error("broken")` });
    const { attempts } = await refusal({ prefer: ["tfjs-node"], resolveFrom: [empty, broken] });
    expect(attempts.map(({ reason }) => reason)).toEqual([
      `@tensorflow/tfjs-node is not installed in ${empty}`,
      `@tensorflow/tfjs-node does not load in ${broken}: broken`,
    ]);
  });

  test("says what a package that does not load threw, and goes on", async () => {
    const folder = await folderWith({
      "@tensorflow/tfjs-node": `throw new Error("The Node.js native addon module can not be found\\nsecond line")`,
    });
    const error = await refusal({ prefer: ["tfjs-node"], resolveFrom: folder });
    expect(error.attempts[0]!.reason).toBe(
      `@tensorflow/tfjs-node does not load in ${folder}: The Node.js native addon module can not be found`,
    );
  });

  test("does not take a backend's name for the backend: one that does not start is refused", async () => {
    const folder = await folderWith({ "@tensorflow/tfjs-node": namespace({ isGPUPackage: false }, "cpu") }); // prettier-ignore
    const { attempts } = await refusal({ prefer: ["tfjs-node"], resolveFrom: folder });
    expect(attempts[0]!.reason).toBe("the backend does not start; cpu goes on in its place");
  });

  test("refuses tfjs-node-gpu that computes on the processor", async () => {
    const backend = {
      isGPUPackage: true,
      isUsingGpuDevice: false,
      binding: { TF_Version: "2.9.1" },
    };
    const folder = await folderWith({ "@tensorflow/tfjs-node-gpu": namespace(backend, "tensorflow") }); // prettier-ignore
    const { attempts } = await refusal({ prefer: ["tfjs-node-gpu"], resolveFrom: folder });
    expect(attempts[0]!.reason).toBe(
      "it loads, but TensorFlow sees no GPU (isUsingGpuDevice is false)",
    );
  });

  test("refuses the second of tfjs-node and tfjs-node-gpu in one process", async () => {
    const backend = {
      isGPUPackage: true,
      isUsingGpuDevice: true,
      binding: { TF_Version: "2.9.1" },
    };
    const folder = await folderWith({ "@tensorflow/tfjs-node": namespace(backend, "tensorflow") });
    const { attempts } = await refusal({ prefer: ["tfjs-node"], resolveFrom: folder });
    expect(attempts[0]!.reason).toMatch(/^tfjs-node-gpu is loaded, and a process can have one/);
  });

  test("asks for names that exist, and for at least one", async () => {
    await expect(loadBackend({ prefer: [] })).rejects.toThrow(RangeError);
    const unknown = loadBackend({ prefer: ["cuda" as BackendName] });
    await expect(unknown).rejects.toThrow(/prefer must name some of .*, got \["cuda"\]/);
  });

  test("stops between checks when it is aborted", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(loadBackend({ signal })).rejects.toThrow("enough");
  });
});

async function refusal(options: Parameters<typeof loadBackend>[0]): Promise<BackendError> {
  const error: unknown = await loadBackend(options).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BackendError);
  return error as BackendError;
}

/** A folder whose node_modules has packages of one file each. */
async function folderWith(packages: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "ntkit-backends-"));
  folders.push(folder);
  for (const [name, source] of Object.entries(packages)) {
    const place = join(folder, "node_modules", name);
    await mkdir(place, { recursive: true });
    await writeFile(join(place, "index.js"), source);
  }
  return folder;
}

/** Source of a namespace whose backend has these properties, and which calls itself `current`. */
function namespace(backend: object, current: string): string {
  return `module.exports = {
    version: {}, version_core: "4.22.0", enableProdMode() {}, findBackendFactory: () => ({}),
    setBackend: async () => ${JSON.stringify(current)} === "tensorflow", ready: async () => {},
    getBackend: () => ${JSON.stringify(current)}, backend: () => (${JSON.stringify(backend)}),
  };`;
}
