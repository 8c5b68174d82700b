import { activate, hasBackend } from "./activate.ts";
import type { Loaded, Request } from "./candidate.ts";
import { loadPeer } from "./load-peer.ts";
import { loadTfjs } from "./load-tfjs.ts";

/** WebAssembly with SIMD, in one thread in Node. */
export async function loadWasm(request: Request): Promise<Loaded> {
  const tf = await loadTfjs(request);
  if (request.tf !== undefined && hasBackend(tf, "wasm")) {
    await activate(tf, "wasm");
    return { tf, backend: "wasm", evidence: { tfjs: tf.version_core } };
  }
  const wasm = await loadPeer<{ version_wasm: string }>(
    "@tensorflow/tfjs-backend-wasm",
    request.from,
  );
  await activate(tf, "wasm");
  return { tf, backend: "wasm", evidence: { tfjs: tf.version_core, package: wasm.version_wasm } };
}
