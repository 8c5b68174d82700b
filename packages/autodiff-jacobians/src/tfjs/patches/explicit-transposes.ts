import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";
import type { Patch } from "./patch.ts";
import { replaceKernel } from "./replace-kernel.ts";

/** Longest inner dimension that is summed in one go. */
const chunk = 1024;

/**
 * Products of transposed matrices as products of matrices that are transposed first, in pieces of the
 * inner dimension.
 *
 * WebGPU's program for long inner dimensions reads b as if it were not transposed. WebAssembly takes a
 * path that is 5 to 12 times slower; the fast one sums in float32 from end to end, which over 200000
 * numbers leaves four digits.
 */
export function explicitTransposes(backend: "wasm" | "webgpu", mends: readonly string[]): Patch {
  return {
    name: "transposed and long matrix products",
    backend,
    versions: ["4.22.0"],
    mends,
    apply: (tf) => {
      replaceKernel(tf, backend, "BatchMatMul", ({ inputs, attributes, stock }) => {
        const { a, b } = inputs as Record<"a" | "b", tfjs.Tensor>;
        const { transposeA, transposeB } = attributes;
        const inner = a.shape.at(transposeA === true ? -2 : -1)!;
        const long = backend === "wasm" && inner > 2 * chunk;
        if (transposeA !== true && transposeB !== true && !long) return stock();
        const left = transposeA === true ? swapLast(tf, a) : a;
        const right = transposeB === true ? swapLast(tf, b) : b;
        return long ? inPieces(tf, left, right, inner) : tf.matMul(left, right);
      });
    },
  };
}

function swapLast(tf: Tfjs, a: tfjs.Tensor): tfjs.Tensor {
  const axes = a.shape.map((_, axis) => axis);
  return tf.transpose(a, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}

function inPieces(tf: Tfjs, a: tfjs.Tensor, b: tfjs.Tensor, inner: number): tfjs.Tensor {
  let total: tfjs.Tensor | undefined;
  for (let start = 0; start < inner; start += chunk) {
    const length = Math.min(chunk, inner - start);
    const piece = tf.matMul(part(tf, a, -1, start, length), part(tf, b, -2, start, length));
    total = total === undefined ? piece : tf.add(total, piece);
  }
  return total!;
}

/** The slice of `length` entries from `start` on along one axis, counted from the last. */
function part(tf: Tfjs, a: tfjs.Tensor, axis: number, start: number, length: number): tfjs.Tensor {
  const at = a.rank + axis;
  return tf.slice(
    a,
    a.shape.map((_, i) => (i === at ? start : 0)),
    a.shape.map((size, i) => (i === at ? length : size)),
  );
}
