import type { CallOptions } from "../engine.ts";
import { errorNorm } from "./error-norm.ts";
import type { OdeProblem, OdeSolution } from "./ode-problem.ts";
import { blownUp, tooManySteps } from "./unfinished.ts";

/** Solves (I − hJ) x = b. */
export type ShiftedSolve = (b: Float64Array) => Promise<Float64Array>;

/** A problem whose Jacobian is known. */
export interface StiffOdeProblem extends OdeProblem {
  /** For J = ∂y′/∂y at y: the solver with I − hJ for any h ≥ 0. */
  readonly linearize: (y: Float64Array) => Promise<(h: number) => Promise<ShiftedSolve>>;
}

/** Most rows of the extrapolation table; row j takes j + 2 steps of Euler's method. */
const rows = 11;

/** What rows 0 … j cost, in derivatives, with a factorisation taken as 5. */
const work = Array.from({ length: rows }, (_, j) => ((j + 1) * (j + 4)) / 2 + 5 * (j + 1));

/**
 * The solution of a stiff problem by the linearly implicit Euler method, extrapolated, with adaptive steps and
 * orders up to 11; at each of the times by a step that ends there.
 *
 * y_{i+1} = y_i + (I − hJ)⁻¹ h y′(y_i) with h = H/2, H/3, …, and the polynomial through the results at h = 0. Steps
 * are as long as the solution is smooth, however fast its transients decay. A row of the table costs one
 * factorisation, and as many derivatives and solves as it has steps.
 *
 * @throws {@link NumericalError} "max-steps"; "non-finite" when the solution blows up
 * @see Deuflhard 1985, "Recent progress in extrapolation methods for ordinary differential equations"; Hairer &
 *   Wanner, "Solving Ordinary Differential Equations II", section IV.9 (SEULEX)
 */
export async function extrapolatedEuler(
  problem: StiffOdeProblem,
  { signal, onProgress }: CallOptions = {},
): Promise<OdeSolution> {
  const { start, times, maxSteps } = problem;
  const last = times.at(-1)!;
  const values: Float64Array[] = [];
  let [time, y] = [start.time, start.values];
  const arrive = (): void => {
    while (values.length < times.length && times[values.length]! <= time) values.push(y.slice());
  };
  arrive();
  if (time >= last) return { values, end: start, steps: 0 };
  let [size, target] = [start.step ?? (await firstStep(problem, y)), 3];
  let factors = await problem.linearize(y);
  for (let steps = 1; steps <= maxSteps; steps++) {
    signal?.throwIfAborted();
    const next = times[values.length]!;
    const ends = time + size >= next * (1 - 4 * Number.EPSILON);
    const tried = await attempt(problem, factors, y, ends ? next - time : size, target);
    if (tried.to === undefined) {
      ({ size, target } = tried);
      if (time + size > time) continue;
      throw blownUp("extrapolatedEuler", size, time, steps);
    }
    [time, y] = [ends ? next : time + size, tried.to];
    // a step cut short by a time asked for says nothing against the size before it
    size = ends ? Math.max(tried.size, size) : tried.size;
    target = tried.target;
    arrive();
    onProgress?.((time - start.time) / (last - start.time));
    if (time >= last) return { values, end: { time, values: y, step: size }, steps };
    factors = await problem.linearize(y);
  }
  throw tooManySteps("extrapolatedEuler", last, time, maxSteps);
}

/** Where a step of one size ended (undefined: refused), with the size and the row to aim at next. */
interface Attempt {
  readonly to: Float64Array | undefined;
  readonly size: number;
  readonly target: number;
}

type Factors = (h: number) => Promise<ShiftedSolve>;

/** Fills the table row by row until the last two entries of one agree, at most one row beyond the target. */
async function attempt(
  problem: StiffOdeProblem,
  factors: Factors,
  from: Float64Array,
  size: number,
  target: number,
): Promise<Attempt> {
  const sizes: number[] = [];
  let row: Float64Array[] = [];
  let before = Infinity;
  for (let j = 0; j <= Math.min(target + 1, rows - 1); j++) {
    row = extrapolate(row, await euler(problem, factors, from, size, j + 2), j);
    if (j === 0) continue;
    const best = row[j]!;
    const difference = best.map((value, i) => value - row[j - 1]![i]!);
    const error = errorNorm(difference, from, best, problem);
    const grows = error > 1 && error > 2 * before;
    if (!Number.isFinite(error) || grows) return { to: undefined, size: size / 4, target };
    sizes[j] = size * Math.min(8, Math.max(0.1, 0.9 * (0.5 / error) ** (1 / (j + 1))));
    // short of the target only with room to spare: its row is what shows whether a higher order pays
    if (error <= (j < target ? 1e-2 : 1)) return { to: best, ...planned(sizes, j, true) };
    before = error;
  }
  const retry = planned(sizes, sizes.length - 1, false);
  return { to: undefined, size: Math.min(retry.size, size / 2), target: retry.target };
}

/** The row with the least work per unit of time, and its step; one row more where that promises more. */
function planned(
  sizes: readonly number[],
  last: number,
  mayGrow: boolean,
): { readonly size: number; readonly target: number } {
  let target = Math.min(2, last);
  for (let j = 3; j <= last; j++) {
    if (work[j]! / sizes[j]! < work[target]! / sizes[target]!) target = j;
  }
  if (mayGrow && target === last && last + 1 < rows - 1) {
    return { target: last + 1, size: (sizes[last]! * work[last + 1]!) / work[last]! };
  }
  return { target, size: sizes[target]! };
}

/** `count` steps of the linearly implicit Euler method over a span. */
async function euler(
  { derivative }: StiffOdeProblem,
  factors: Factors,
  from: Float64Array,
  span: number,
  count: number,
): Promise<Float64Array> {
  const h = span / count;
  const solve = await factors(h);
  let y = from;
  for (let i = 0; i < count; i++) {
    const slope = await derivative(y);
    const change = await solve(slope.map((value) => h * value));
    y = y.map((value, k) => value + change[k]!);
  }
  return y;
}

/** Row j of the table from row j − 1 and its first entry. */
function extrapolate(
  before: readonly Float64Array[],
  first: Float64Array,
  j: number,
): Float64Array[] {
  const row = [first];
  for (let k = 1; k <= j; k++) {
    const ratio = (j + 2) / (j + 2 - k) - 1;
    const [near, above] = [row[k - 1]!, before[k - 1]!];
    row.push(near.map((value, i) => value + (value - above[i]!) / ratio));
  }
  return row;
}

/** A hundredth of the time in which y′ changes y by its own size, or by the tolerance where y is 0. */
async function firstStep({ derivative, rtol, atol }: OdeProblem, y: Float64Array): Promise<number> {
  const slope = await derivative(y);
  const [size, speed] = [y, slope].map((v) => errorNorm(v, y, y, { rtol, atol }));
  return speed === 0 ? 1e-3 : 0.01 * (Math.max(size!, 1) / speed!);
}
