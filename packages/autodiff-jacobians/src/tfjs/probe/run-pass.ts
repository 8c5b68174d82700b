import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";
import { type PassSizes, type SiteTensors, recorder } from "./recorder.ts";
import type { ProbedFunction } from "./site.ts";

/** Results of a pass, which are the caller's to dispose of. */
export interface Pass {
  /** f(x) of all rows of the batch, [Q N, O]. */
  readonly values: tfjs.Tensor2D;
  readonly sites: readonly SiteTensors[];
  /** Bytes that the forward pass keeps for the way back. */
  readonly keptBytes: number;
}

/**
 * f forward over a batch of Q copies of N examples, and backward from `cotangent` [Q N, O]. Leaves no
 * tensor behind but its results.
 */
export function runPass(
  tf: Tfjs,
  f: ProbedFunction,
  inputs: readonly tfjs.Tensor[],
  cotangent: tfjs.Tensor2D,
  sizes: PassSizes,
): Pass {
  let [sites, keptBytes]: [readonly SiteTensors[], number] = [[], 0];
  const values = tf.tidy(() => {
    const root = tf.scalar(0);
    const { probe, sites: found } = recorder(tf, root, sizes);
    const before = tf.memory().numBytes;
    // The last probe is for the function that has none: there is always a way from the outputs to root.
    const run = (): tfjs.Tensor => {
      const outputs = probe(f(inputs, probe), []);
      keptBytes = tf.memory().numBytes - before;
      return outputs;
    };
    const { value, grads } = tf.valueAndGrads(run)([root], cotangent);
    tf.dispose(grads);
    sites = found();
    return value as tfjs.Tensor2D;
  });
  return { values, sites, keptBytes };
}
