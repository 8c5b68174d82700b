import type { ClosedForm } from "./closed-form.ts";
import type { ScalarActivation } from "./dual.ts";
import { profileByQuadrature, radialGapByQuadrature } from "./row-profile.ts";

/** The parts of a closed form that concern one direction only, by quadrature from φ and φ'. */
export function oneDirection(
  activation: ScalarActivation,
): Pick<ClosedForm, "parity" | "radialGap" | "profile"> {
  return {
    parity: activation.parity,
    radialGap: (r1, r2) => radialGapByQuadrature(activation, r1, r2),
    profile: profileByQuadrature(activation),
  };
}
