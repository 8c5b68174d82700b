import type { ClosedForm } from "./closed-form.ts";
import type { ScalarActivation } from "./dual.ts";
import { profileByQuadrature, radialChordByQuadrature } from "./row-profile.ts";

/**
 * A closed form for pairs together with what concerns one direction only, which comes by quadrature
 * from φ and φ'.
 */
export function withQuadrature(
  activation: ScalarActivation,
  pair: Pick<ClosedForm, "value" | "slope">,
): ClosedForm {
  const own = (q: number): number => pair.value(q, q, q, 0);
  return {
    ...pair,
    activation,
    parity: activation.parity,
    radialChord: (q1, q2) => radialChordByQuadrature(activation, q1, own(q1), q2, own(q2)),
    profile: profileByQuadrature(activation),
  };
}
