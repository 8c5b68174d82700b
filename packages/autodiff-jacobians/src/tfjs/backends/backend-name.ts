/** Backends that can be asked for, by the package that has them. */
export type BackendName = "tfjs-node-gpu" | "tfjs-node" | "webgpu" | "wasm" | "cpu";

/** In the order in which they are tried, fastest first. */
export const backendNames: readonly BackendName[] = [
  "tfjs-node-gpu",
  "tfjs-node",
  "webgpu",
  "wasm",
  "cpu",
];
