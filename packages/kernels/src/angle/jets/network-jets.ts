import type { Network } from "@ntkit/architecture";
import { isActivation, NetworkError } from "@ntkit/architecture";
import type { ScalarActivation } from "../../duals/dual.ts";
import { flatten } from "../../network/flatten.ts";
import { denseFactors } from "../../rules/dense.ts";
import { activationJet } from "./activation-jet.ts";
import type { Jet } from "./jet.ts";
import { combine, constantJet, multiplyJets } from "./jet.ts";

/** Kernels of rows of one variance as series in the cosine of their angle, about a point. */
export interface KernelJets {
  readonly nngp: Jet;
  readonly ntk: Jet;
}

/**
 * The kernels of a network for rows of variance q, as series of the given length about a cosine
 * between −1 and 1.
 *
 * @throws {NetworkError} for branches, and for functions with kinks that have no closed form
 */
export function networkJets(
  network: Network,
  width: number,
  functions: ReadonlyMap<string, ScalarActivation>,
  q: number,
  cosine: number,
  length: number,
): KernelJets {
  let variance = q;
  let nngp: Jet = constantJet(q * cosine, length);
  if (length > 1) nngp[1] = q;
  let ntk: Jet = new Float64Array(length);
  let fanIn: number | undefined = width;
  for (const { node, path } of flatten(network)) {
    if (node.type === "dense") {
      const { scale, bias, fromOutput, fromInput, constant } = denseFactors(node, fanIn ?? 1);
      const one = constantJet(1, length);
      const after = combine([scale, nngp], [bias, one]);
      ntk = combine([scale, ntk], [fromInput, nngp], [fromOutput, after], [constant, one]);
      [nngp, variance, fanIn] = [after, scale * variance + bias, node.units];
      continue;
    }
    if (node.type === "layerNorm") {
      const shrink = 1 / (node.epsilon + variance);
      [nngp, ntk, variance] = [combine([shrink, nngp]), combine([shrink, ntk]), shrink * variance];
      continue;
    }
    const rho = combine([1 / variance, nngp]);
    const moments =
      node.type !== "fork" && isActivation(node)
        ? activationJet(node, functions, variance, rho)
        : undefined;
    if (!moments) {
      const message = `must be layers in a row, of activations with closed forms or analytic ones, for derivatives of its kernel, got ${node.type}`;
      throw new NetworkError(message, { path });
    }
    [nngp, ntk, variance] = [moments.value, multiplyJets(moments.slope, ntk), moments.variance];
  }
  return { nngp, ntk };
}
