/**
 * Infinite-width kernels of neural networks: NNGP and NTK by analytic recursion.
 *
 * ```ts
 * import { dense, relu, serial } from "@ntkit/architecture";
 * import { kernelFunction } from "@ntkit/kernels";
 * import { fromRows, toRows } from "@ntkit/linalg";
 *
 * const kernel = kernelFunction(serial(dense({ weightStd: Math.SQRT2 }), relu(), dense()));
 * const { ntk } = await kernel.evaluate(fromRows([[1, 0], [0, 1]]));
 * console.log(toRows(ntk)); // [ [ 1, 0.15915494309189535 ], [ 0.15915494309189535, 1 ] ]
 * ```
 *
 * @module
 */
export type { Parity, ScalarActivation } from "./duals/dual.ts";
export type { IntegrableActivation } from "./duals/scalar.ts";
export { angleKernel } from "./angle-kernel.ts";
export type { AngleKernel, AngleKernelOptions } from "./angle-kernel.ts";
export { assertSameKernel } from "./record/assert-same-kernel.ts";
export { estimateKernel } from "./estimate-kernel.ts";
export type { KernelEstimate } from "./estimate-kernel.ts";
export { kernelFunction } from "./kernel-function.ts";
export type { Kernel } from "./kernel-function.ts";
export { kernelFunctions } from "./kernel-functions.ts";
export type {
  ByKind,
  EvaluateOptions,
  KernelKind,
  KernelOptions,
  Kernels,
} from "./kernel-functions.ts";
export { kernelGradients } from "./kernel-gradients.ts";
export type { KernelGradients } from "./kernel-gradients.ts";
export type { KernelParameter } from "./gradient/gradient-steps.ts";
export { kernelRecord } from "./record/kernel-record.ts";
export type {
  InputsRecord,
  KernelRecord,
  KernelRecordOptions,
  KernelRecordSource,
} from "./record/kernel-record.ts";
export { kernelTiles } from "./kernel-tiles.ts";
export type { KernelTilesOptions } from "./kernel-tiles.ts";
export { kernelWorkers } from "./kernel-workers.ts";
export type { KernelWorkers, KernelWorkersOptions } from "./kernel-workers.ts";
export type { InputOptions, Sides } from "./kernel-functions.ts";
export type { Inputs } from "./inputs.ts";
export type { Graphs } from "./spatial/examples.ts";
export type { Edges } from "./spatial/example.ts";
export { criticalWeightStd } from "./mean-field/critical-weight.ts";
export { featureLipschitz } from "./mean-field/feature-lipschitz.ts";
export { hiddenLayer } from "./mean-field/hidden-layer.ts";
export { parseKernelRecord } from "./record/parse-kernel-record.ts";
export { phaseDiagram } from "./mean-field/phase-diagram.ts";
export { signalPropagation } from "./mean-field/signal-propagation.ts";
export type { HiddenLayer, SignalPropagation } from "./mean-field/signal-propagation.ts";
