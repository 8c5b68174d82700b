import type { Patch } from "./patch.ts";
import { replaceKernel } from "./replace-kernel.ts";

/**
 * Copies of tensors, which automatic differentiation makes of everything that it keeps, as further names
 * of the same numbers, as on the other backends. The stock kernel copies the numbers.
 */
export const wasmSharedCopies: Patch = {
  name: "copies that share memory",
  backend: "wasm",
  versions: ["4.22.0"],
  mends: [],
  apply: (tf) => {
    replaceKernel(tf, "wasm", "Identity", ({ inputs }) => {
      const x = inputs.x!;
      return tf.reshape(x, x.shape);
    });
  },
};
