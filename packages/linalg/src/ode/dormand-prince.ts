import type { CallOptions } from "../engine.ts";
import { errorNorm } from "./error-norm.ts";
import type { OdeProblem, OdeSolution } from "./ode-problem.ts";
import { denseWeights, errorWeights, stages } from "./tableau.ts";
import { blownUp, tooManySteps } from "./unfinished.ts";

interface Step {
  readonly size: number;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly slopes: readonly Float64Array[];
}

/**
 * The solution by Dormand and Prince's pair of orders 5 and 4 with adaptive steps, at intermediate times
 * by its interpolant of order 4, at the last time by a step that ends there.
 *
 * Six derivatives per step. Not for stiff problems: steps stay below about 3.3 / |λ| for an eigenvalue
 * λ of the Jacobian (see `extrapolatedEuler`).
 *
 * @throws {@link NumericalError} "max-steps"; "non-finite" when the solution blows up
 * @see Dormand & Prince 1980, "A family of embedded Runge-Kutta formulae"
 */
export async function dormandPrince(
  problem: OdeProblem,
  { signal, onProgress }: CallOptions = {},
): Promise<OdeSolution> {
  const { derivative, start, times, maxSteps } = problem;
  const last = times.at(-1)!;
  const values: Float64Array[] = [];
  let { time, values: y } = start;
  while (values.length < times.length && times[values.length]! <= time) values.push(y.slice());
  if (time >= last) return { values, end: start, steps: 0 };
  let slope = await derivative(y);
  let size = start.step ?? (await firstStep(problem, y, slope));
  for (let steps = 1; steps <= maxSteps; steps++) {
    signal?.throwIfAborted();
    const ends = time + size >= last;
    const tried = await attempt(derivative, y, slope, ends ? last - time : size);
    const error = errorOf(tried, problem);
    const next = tried.size * (error === 0 ? 5 : Math.min(5, Math.max(0.2, 0.9 * error ** -0.2)));
    if (!(error <= 1)) {
      size = Number.isFinite(next) ? next : tried.size / 5;
      if (time + size > time) continue;
      throw blownUp("dormandPrince", size, time, steps);
    }
    const reached = ends ? last : time + tried.size;
    for (; values.length < times.length && times[values.length]! <= reached;) {
      const part = (times[values.length]! - time) / tried.size;
      values.push(part >= 1 ? tried.to.slice() : interpolate(tried, part));
    }
    [time, y, slope] = [reached, tried.to, tried.slopes[6]!];
    size = ends ? Math.max(next, size) : next;
    onProgress?.((time - start.time) / (last - start.time));
    if (ends) return { values, end: { time, values: y, step: size }, steps };
  }
  throw tooManySteps("dormandPrince", last, time, maxSteps);
}

async function attempt(
  derivative: OdeProblem["derivative"],
  from: Float64Array,
  slope: Float64Array,
  size: number,
): Promise<Step> {
  const slopes = [slope];
  let to = from;
  for (const weights of stages) {
    to = moved(from, size, weights, slopes);
    slopes.push(await derivative(to));
  }
  return { size, from, to, slopes };
}

/** y + h Σ weights · slopes. */
function moved(
  from: Float64Array,
  size: number,
  weights: readonly number[],
  slopes: readonly Float64Array[],
): Float64Array {
  const to = from.slice();
  weights.forEach((weight, s) => {
    const slope = slopes[s]!;
    if (weight !== 0) for (let i = 0; i < to.length; i++) to[i]! += size * weight * slope[i]!;
  });
  return to;
}

/** Estimated local error in units of the accepted one. */
function errorOf({ size, from, to, slopes }: Step, problem: OdeProblem): number {
  const error = moved(new Float64Array(from.length), size, errorWeights, slopes);
  return errorNorm(error, from, to, problem);
}

function interpolate({ size, from, to, slopes }: Step, part: number): Float64Array {
  const highest = moved(new Float64Array(from.length), size, denseWeights, slopes);
  const rest = 1 - part;
  return from.map((y, i) => {
    const change = to[i]! - y;
    const bend = size * slopes[0]![i]! - change;
    const third = change - size * slopes[6]![i]! - bend;
    return y + part * (change + rest * (bend + part * (third + rest * highest[i]!)));
  });
}

/** Hairer's first guess, from the sizes of y, y′ and the change of y′ in a small Euler step. */
async function firstStep(
  problem: OdeProblem,
  y: Float64Array,
  slope: Float64Array,
): Promise<number> {
  const norm = (v: Float64Array): number => errorNorm(v, y, y, problem);
  const [d0, d1] = [norm(y), norm(slope)];
  const small = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * (d0 / d1);
  const ahead = await problem.derivative(moved(y, small, [1], [slope]));
  const d2 = norm(ahead.map((value, i) => value - slope[i]!)) / small;
  const largest = Math.max(d1, d2);
  return Math.min(
    100 * small,
    largest <= 1e-15 ? Math.max(1e-6, small * 1e-3) : (0.01 / largest) ** 0.2,
  );
}
