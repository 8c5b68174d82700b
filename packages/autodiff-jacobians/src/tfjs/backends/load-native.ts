import type { Tfjs } from "../tfjs.ts";
import { activate } from "./activate.ts";
import { type Candidate, type Loaded, Refusal, type Request } from "./candidate.ts";
import type { PeerName } from "./import-package.ts";
import { loadPeer } from "./load-peer.ts";
import { shimNodeUtil } from "./node-shim.ts";
import { setNativeEnvironment } from "./native-environment.ts";

/** What tfjs-node adds to a namespace and to its backend. */
interface NativeTfjs extends Tfjs {
  readonly version: Tfjs["version"] & { readonly "tfjs-node"?: string };
}
interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly isGPUPackage: boolean;
  readonly binding: { readonly TF_Version: string };
}

const packages: Readonly<Record<"tfjs-node" | "tfjs-node-gpu", PeerName>> = {
  "tfjs-node": "@tensorflow/tfjs-node",
  "tfjs-node-gpu": "@tensorflow/tfjs-node-gpu",
};

/** A backend that calls TensorFlow's C library. Both packages call theirs `tensorflow`. */
export function loadNative(name: "tfjs-node" | "tfjs-node-gpu"): Candidate {
  return async (request) => {
    refuseOutsideNode();
    shimNodeUtil();
    setNativeEnvironment();
    const tf = await loadPeer<NativeTfjs>(packages[name], request.from);
    tf.enableProdMode();
    await activate(tf, "tensorflow");
    const backend = tf.backend() as unknown as NativeBackend;
    const { isUsingGpuDevice: gpu, binding } = backend;
    refuseTheOther(name, backend);
    refuseWithoutGpu(name, gpu, request);
    return { tf, backend: "tensorflow", evidence: evidenceOf(tf, binding.TF_Version, gpu) };
  };
}

function evidenceOf(tf: NativeTfjs, tensorflow: string, gpu: boolean): Loaded["evidence"] {
  const version = tf.version["tfjs-node"];
  return {
    tfjs: tf.version_core,
    ...(version === undefined ? {} : { package: version }),
    tensorflow,
    gpu,
  };
}

/** tfjs-node-gpu computes on the processor, and says nothing, where CUDA does not load. */
function refuseWithoutGpu(name: string, gpu: boolean, { requireGpu }: Request): void {
  const wanted = requireGpu === true || (name === "tfjs-node-gpu" && requireGpu !== false);
  if (wanted && !gpu) {
    throw new Refusal("it loads, but TensorFlow sees no GPU (isUsingGpuDevice is false)");
  }
}

/** The backend of whichever package was imported first stays, under the name that both give theirs. */
function refuseTheOther(name: string, { isGPUPackage }: NativeBackend): void {
  if (isGPUPackage === (name === "tfjs-node-gpu")) return;
  const other = isGPUPackage ? "tfjs-node-gpu" : "tfjs-node";
  throw new Refusal(
    `${other} is loaded, and a process can have one of the two; name this one first`,
  );
}

function refuseOutsideNode(): void {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  if (process?.versions?.node === undefined) throw new Refusal("this is not Node");
}
