import type { Instruction } from "../network/compile.ts";
import { sequencePower } from "../rule.ts";
import type { RowVariances } from "../rule.ts";
import type { Machine } from "../wasm/machine.ts";
import { angleFunctions } from "./angle-function.ts";
import type { KernelChoice } from "./angle-function.ts";
import type { AngleTable } from "./angle-table.ts";
import { angleTables } from "./angle-table.ts";

/** Fewer pairs than this are sooner computed than tabulated. */
const FEW_PAIRS = 1 << 15;

/** Kernels (R₁R₂)ⁿ f(θ), as tables of f. */
export interface AnglePlan {
  /** One per kernel that was chosen. */
  readonly tables: readonly AngleTable[];
  /** n; 0 where all rows of a side have one norm. */
  readonly power: number;
}

/**
 * Tables over the angle for kernels that are functions of it: those of homogeneous networks, and of
 * any network when the rows of either side have one norm.
 *
 * @param pairs - how many will be looked up
 * @returns null when the kernels are no such functions, or when the tables cannot be certified
 */
export function planAngles(
  programs: readonly (readonly Instruction[])[],
  choices: readonly KernelChoice[],
  variances: RowVariances,
  pairs: number,
  machine: Machine,
): AnglePlan | null {
  const view = angleView(programs, variances, pairs);
  if (!view || choices.length === 0) return null;
  const layers = Math.max(...programs.map(({ length }) => length));
  const tables = angleTables(angleFunctions(programs, choices, view.q, machine), layers);
  machine.clear();
  return tables && { tables, power: view.power };
}

/** How the kernels are functions of the angle, where they are and there are pairs enough for tables. */
export function angleView(
  programs: readonly (readonly Instruction[])[],
  variances: RowVariances,
  pairs: number,
): AngleView | undefined {
  if (pairs < FEW_PAIRS) return undefined;
  return homogeneousView(programs, variances) ?? equalNormView(variances);
}

/** Variances at which kernels are tabulated, and the power of the radii that they are multiplied by. */
export interface AngleView {
  readonly q: { readonly left: number; readonly right: number };
  readonly power: number;
}

/** √qⁿ of every row. */
export function angleScales({ power }: AnglePlan, { left, right }: RowVariances): RowVariances {
  const scale = (q: Float64Array): Float64Array => q.map((value) => Math.sqrt(value) ** power);
  const scales = scale(left);
  return { left: scales, right: right === left ? scales : scale(right) };
}

/** K = (R₁R₂)ⁿ f(θ), all networks with the same n. */
function homogeneousView(
  programs: readonly (readonly Instruction[])[],
  { left, right }: RowVariances,
): AngleView | undefined {
  const powers = programs.map((program) =>
    sequencePower(
      program.map(({ rule }) => rule),
      1,
    ),
  );
  const power = powers[0];
  if (power === undefined || powers.some((each) => each !== power)) return undefined;
  // A zero row has no angle; where radii do not count, it is not 0 either.
  if (power === 0 && (left.includes(0) || right.includes(0))) return undefined;
  return { q: { left: 1, right: 1 }, power };
}

/** Rows whose variances are equal to rounding. */
function equalNormView({ left, right }: RowVariances): AngleView | undefined {
  const [first, second] = [commonVariance(left), commonVariance(right)];
  if (first === undefined || second === undefined) return undefined;
  return { q: { left: first, right: second }, power: 0 };
}

function commonVariance(q: Float64Array): number | undefined {
  let [least, most] = [Infinity, 0];
  for (const value of q) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  const equal = least > 0 && most - least <= 16 * Number.EPSILON * most;
  return equal ? (least + most) / 2 : undefined;
}
