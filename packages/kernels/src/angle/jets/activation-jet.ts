import type { ActivationNode } from "@ntkit/architecture";
import type { ScalarActivation } from "../../duals/dual.ts";
import { rowSeries } from "../../gradient/series-partials.ts";
import { activationForm } from "../../network/activation-rule.ts";
import type { Jet } from "./jet.ts";
import {
  arccosineJet,
  combine,
  constantJet,
  exponentialJet,
  multiplyJets,
  polynomialOfJet,
  rootJet,
} from "./jet.ts";

/** E φφ and E φ'φ' as functions of the correlation of two rows of one variance. */
export interface MomentJets {
  readonly value: Jet;
  readonly slope: Jet;
  /** The variance after the activation. */
  readonly variance: number;
}

/**
 * The moments of an activation for rows of variance q, as series where the correlation is one.
 *
 * @returns undefined for an activation with kinks of which only the function is known
 */
export function activationJet(
  node: ActivationNode,
  functions: ReadonlyMap<string, ScalarActivation>,
  q: number,
  rho: Jet,
): MomentJets | undefined {
  if (node.type === "sign") return signJet(rho);
  if (node.type === "rectifiedMonomial") return rectifiedJet(node.degree, q, rho);
  if (node.type === "expNormalized") return expNormalizedJet(node.gamma, node.shift, q, rho);
  const form = activationForm(node, functions);
  if (form?.kind === "abRelu") return abReluJet(form.a, form.b, q, rho);
  const activation = form?.kind === "smooth" ? form.dual.activation : undefined;
  if (!activation) return undefined;
  const { phi, first, variance } = rowSeries(activation, Float64Array.of(q));
  const square = (series: Float64Array): Float64Array => series.map((value) => value * value);
  return {
    value: polynomialOfJet(square(phi), rho),
    slope: polynomialOfJet(square(first), rho),
    variance: variance[0]!,
  };
}

function angleOf(rho: Jet): { readonly sine: Jet; readonly angle: Jet } {
  const sine = rootJet(combine([1, constantJet(1, rho.length)], [-1, multiplyJets(rho, rho)]));
  return { sine, angle: arccosineJet(rho, sine) };
}

function abReluJet(a: number, b: number, q: number, rho: Jet): MomentJets {
  const kappa = (a * a + b * b) / 2;
  const g = (a - b) ** 2 / (2 * Math.PI);
  const { sine, angle } = angleOf(rho);
  return {
    value: combine([q * kappa, rho], [q * g, sine], [-q * g, multiplyJets(angle, rho)]),
    slope: combine([kappa, constantJet(1, rho.length)], [-g, angle]),
    variance: kappa * q,
  };
}

function signJet(rho: Jet): MomentJets {
  const { angle } = angleOf(rho);
  return {
    value: combine([1, constantJet(1, rho.length)], [-2 / Math.PI, angle]),
    slope: new Float64Array(rho.length),
    variance: 1,
  };
}

function expNormalizedJet(gamma: number, shift: number, q: number, rho: Jet): MomentJets {
  const power = combine([gamma, rho], [gamma * shift, constantJet(1, rho.length)]);
  const found = exponentialJet(power);
  const variance = q * Math.exp(gamma * (1 + shift));
  return { value: combine([q, found]), slope: combine([gamma, found]), variance };
}

/** J_n by its recursion (see `rectifiedMonomialDual`), times qⁿ / 2π. */
function rectifiedJet(degree: number, q: number, rho: Jet): MomentJets {
  const { sine, angle } = angleOf(rho);
  const rest = combine([Math.PI, constantJet(1, rho.length)], [-1, angle]);
  const square = multiplyJets(sine, sine);
  const integrals = [rest, combine([1, sine], [1, multiplyJets(rest, rho)])];
  // J_n(0) = (2n − 1)!! π.
  let atZero = Math.PI;
  for (let n = 1; n <= degree; n++) atZero *= 2 * n - 1;
  for (let n = 2; n <= degree; n++) {
    const [before, now] = [integrals[n - 2]!, integrals[n - 1]!];
    integrals.push(
      combine([2 * n - 1, multiplyJets(rho, now)], [(n - 1) ** 2, multiplyJets(square, before)]),
    );
  }
  const scale = 1 / (2 * Math.PI);
  const slope =
    degree === 0
      ? new Float64Array(rho.length)
      : combine([scale * degree ** 2 * q ** (degree - 1), integrals[degree - 1]!]);
  return {
    value: combine([scale * q ** degree, integrals[degree]!]),
    slope,
    variance: scale * atZero * q ** degree,
  };
}
