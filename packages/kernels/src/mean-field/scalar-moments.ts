import type { ActivationNode } from "@ntkit/architecture";
import { NetworkError } from "@ntkit/architecture";
import { activationRule } from "../network/activation-rule.ts";
import { createPairBlock } from "../pair-block.ts";
import { freshRows } from "../row-store.ts";

/** E φ(u)φ(v) and E φ'(u)φ'(v) for two rows of one variance. */
export interface ScalarMoments {
  readonly value: number;
  readonly slope: number;
}

/**
 * The moments of an activation for two rows of variance q and correlation ρ; at ρ = 1 exactly those of
 * one row.
 *
 * @throws {NetworkError} for `elementwise`, whose function is not part of the node
 */
export function scalarMoments(
  activation: ActivationNode,
): (q: number, rho: number) => ScalarMoments {
  const rule = activationRule(activation, new Map());
  if (!rule) {
    const message =
      "must be an activation of its own, got elementwise, whose function is not known";
    throw new NetworkError(message, { path: [] });
  }
  const block = createPairBlock();
  return (q, rho) => {
    const row = Float64Array.of(q);
    Object.assign(block, { length: 1, row: 0, start: 0 });
    block.cov[0] = q * rho;
    block.apart[0] = 2 * q * (1 - rho);
    block.together[0] = 2 * q * (1 + rho);
    block.diff[0] = 0;
    // The rule multiplies Θ by E φ'φ'.
    block.ntk[0] = 1;
    rule.bind({ left: row, right: row }, freshRows).apply(block);
    return { value: block.cov[0], slope: block.ntk[0] };
  };
}
