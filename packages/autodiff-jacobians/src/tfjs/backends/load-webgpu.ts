import { activate, hasBackend } from "./activate.ts";
import { type Loaded, Refusal, type Request } from "./candidate.ts";
import { firstLine, loadPeer } from "./load-peer.ts";
import { loadTfjs } from "./load-tfjs.ts";

/** The parts of WebGPU and of the package `webgpu` that are used. */
interface Adapter {
  readonly info?: Readonly<Record<"vendor" | "architecture" | "device" | "description", string>>;
  readonly isFallbackAdapter?: boolean;
}
interface Gpu {
  requestAdapter(): Promise<Adapter | null>;
}
interface Dawn {
  readonly create: (flags: readonly string[]) => Gpu;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** WebGPU: the browser's, or in Node that of the package `webgpu`. Results can only be read async. */
export async function loadWebgpu(request: Request): Promise<Loaded> {
  const adapter = describe(await findAdapter(await findGpu(request)));
  if (!adapter.hardware && (request.requireGpu === true || !request.named)) {
    const remedy = request.requireGpu === true ? "" : "; name webgpu in prefer to use it";
    throw new Refusal(`its only adapter is software (${adapter.name})${remedy}`);
  }
  const tf = await loadTfjs(request);
  if (!hasBackend(tf, "webgpu")) {
    await loadPeer<unknown>("@tensorflow/tfjs-backend-webgpu", request.from);
  }
  await activate(tf, "webgpu");
  return {
    tf,
    backend: "webgpu",
    evidence: { tfjs: tf.version_core, gpu: adapter.hardware, adapter: adapter.name },
  };
}

async function findGpu({ from }: Request): Promise<Gpu> {
  const scope = globalThis as { navigator?: { gpu?: Gpu } };
  if (scope.navigator?.gpu) return scope.navigator.gpu;
  const { create, globals } = await loadPeer<Dawn>("webgpu", from);
  Object.assign(globalThis, globals);
  const gpu = create([]);
  // Node 20 has no navigator; later ones have one without gpu.
  if (scope.navigator === undefined) {
    Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
  }
  Object.defineProperty(scope.navigator, "gpu", { value: gpu, configurable: true });
  return gpu;
}

async function findAdapter(gpu: Gpu): Promise<Adapter> {
  let adapter: Adapter | null;
  try {
    adapter = await gpu.requestAdapter();
  } catch (cause) {
    throw new Refusal(`it finds no adapter: ${firstLine(cause)}`, { cause });
  }
  if (adapter === null) throw new Refusal("it finds no adapter: no Vulkan, Metal or D3D12 driver");
  return adapter;
}

function describe({ info, isFallbackAdapter }: Adapter): { name: string; hardware: boolean } {
  const parts = [info?.vendor, info?.architecture, info?.device, info?.description];
  const name = parts.filter((part) => part).join(", ") || "unnamed";
  const software =
    isFallbackAdapter === true || /llvmpipe|lavapipe|swiftshader|basic render/i.test(name);
  return { name, hardware: !software };
}
