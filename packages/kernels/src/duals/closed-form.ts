import type { RowVariances } from "../rule.ts";
import type { BoundDual, Dual, Parity, ScalarActivation, SmoothKernel } from "./dual.ts";
import type { ProfileFormulas } from "./row-profile.ts";
import { rowProfile } from "./row-profile.ts";

/** A dual in formulas. `sine` is √(q₁q₂ − c²), which a formula must not compute itself. */
export interface ClosedForm {
  readonly parity: Parity;
  readonly activation: ScalarActivation;
  readonly kernel?: SmoothKernel;
  /** E φφ. */
  readonly value: (c: number, q1: number, q2: number, sine: number) => number;
  /** E φ'φ'. */
  readonly slope: (c: number, q1: number, q2: number, sine: number) => number;
  /** 2(√(k(q₁) k(q₂)) − E φ(r₁z)φ(r₂z)). */
  readonly radialChord: (q1: number, q2: number) => number;
  /** How k(q) moves with q; k itself is `value` at equal inputs. */
  readonly profile: Omit<ProfileFormulas, "variance">;
}

/** The dual of formulas that hold for every pair. */
export function closedFormDual(formulas: ClosedForm): Dual {
  const profile: ProfileFormulas = {
    ...formulas.profile,
    variance: (q) => formulas.value(q, q, q, 0),
  };
  return {
    parity: formulas.parity,
    activation: formulas.activation,
    ...(formulas.kernel && { kernel: formulas.kernel }),
    bind({ left, right }: RowVariances): BoundDual {
      const leftProfile = rowProfile(left, profile);
      return {
        left: leftProfile,
        right: right === left ? leftProfile : rowProfile(right, profile),
        value: (row, column, c, sine) => formulas.value(c, left[row]!, right[column]!, sine),
        slope: (row, column, c, sine) => formulas.slope(c, left[row]!, right[column]!, sine),
        radialChord: (row, column) => formulas.radialChord(left[row]!, right[column]!),
      };
    },
  };
}
