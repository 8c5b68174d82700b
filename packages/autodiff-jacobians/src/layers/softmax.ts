import type { Activation } from "../activations/activation.ts";
import { exponential } from "../activations/exponential.ts";
import { recursion } from "../activations/taylor.ts";
import { broadcast, meanOver } from "../ops/axes.ts";
import { belowLargest } from "../ops/below-largest.ts";
import { elementwiseProduct } from "../ops/product.ts";
import { unary } from "../ops/unary.ts";
import type { Builder } from "../plan/builder.ts";

/** eˣ / Σ eˣ over the last axis. */
export function softmax(input: number, builder: Builder): number {
  const shape = builder.shape(input);
  const last = [shape.length - 1];
  const safe = builder.add(belowLargest(input, shape));
  const powers = builder.add(unary(safe, shape, exponential(1 / shape.at(-1)!, 1)));
  const mean = builder.add(meanOver(powers, shape, last));
  const rate = builder.add(unary(mean, builder.shape(mean), reciprocal(shape.at(-1)!)));
  const spread = builder.add(broadcast(rate, shape, last));
  return builder.add(elementwiseProduct(powers, spread, shape));
}

/** 1 / (n x). */
function reciprocal(n: number): Activation {
  return {
    phi: (x) => 1 / (n * x),
    derivative: (x) => -1 / (n * x * x),
    taylor: (x, degree) => recursion(1 / (n * x), degree, (k, c) => -c[k]! / x),
  };
}
