import { averagePoolGradient } from "./average-pool-gradient.ts";
import { explicitTransposes } from "./explicit-transposes.ts";
import type { Patch } from "./patch.ts";
import { wasmConvolutionGradients } from "./wasm-convolution-gradients.ts";
import { wasmMaxPoolGradient } from "./wasm-max-pool-gradient.ts";
import { wasmSegmentSum } from "./wasm-segment-sum.ts";
import { wasmSharedCopies } from "./wasm-shared-copies.ts";
import { webgpuSine } from "./webgpu-sine.ts";

/** All patches. Which are in force is decided by backend and exact version. */
export const patches: readonly Patch[] = [
  explicitTransposes("wasm", ["matMul of positive numbers, inner dimension 250000"]),
  explicitTransposes("webgpu", ["matMul a bᵀ 16×4096×16"]),
  averagePoolGradient("cpu"),
  averagePoolGradient("wasm"),
  averagePoolGradient("webgpu"),
  wasmMaxPoolGradient,
  wasmConvolutionGradients,
  wasmSegmentSum,
  wasmSharedCopies,
  webgpuSine,
];
