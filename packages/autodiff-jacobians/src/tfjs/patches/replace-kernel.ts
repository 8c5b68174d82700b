import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";

/** What a kernel is called with; inputs that came through an operation are tensors. */
export interface KernelCall {
  readonly inputs: Readonly<Record<string, tfjs.Tensor>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What the kernel that was there before gives, for these inputs or others in their place. */
  readonly stock: (inputs?: Readonly<Record<string, tfjs.Tensor>>) => tfjs.Tensor;
}

/** Marks kernels of ours, also for a second copy of this module. */
const mark = Symbol.for("@ntkit/autodiff-jacobians: patched kernel");

/**
 * Puts `rule`, a kernel in terms of operations, in the place of kernel `name` of `backend`, or where
 * there is none. Where ours is already nothing changes.
 */
export function replaceKernel(
  tf: Tfjs,
  backend: string,
  name: string,
  rule: (call: KernelCall) => tfjs.Tensor,
): void {
  const found = tf.getKernel(name, backend) as tfjs.KernelConfig | undefined;
  if (found !== undefined && mark in found.kernelFunc) return;
  const kernelFunc: tfjs.KernelFunc = (parameters) =>
    tf.tidy(() =>
      rule({
        inputs: parameters.inputs as Readonly<Record<string, tfjs.Tensor>>,
        attributes: parameters.attrs ?? {},
        stock: (inputs) =>
          found?.kernelFunc({
            ...parameters,
            inputs: { ...parameters.inputs, ...inputs },
          }) as tfjs.Tensor,
      }),
    );
  Object.assign(kernelFunc, { [mark]: true });
  if (found !== undefined) tf.unregisterKernel(name, backend);
  tf.registerKernel({ ...found, kernelName: name, backendName: backend, kernelFunc });
}
