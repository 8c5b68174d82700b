import { extrapolatedEuler, matrix } from "@ntkit/linalg";
import type { Matrix, OdePoint, ShiftedSolve } from "@ntkit/linalg";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { flowStep, gradientFlow } from "./gradient-flow.ts";
import { complete } from "./loss-flow-limit.ts";
import { rowGradients } from "./loss-flow.ts";
import type { LossFlowProblem } from "./loss-flow.ts";
import { curvatureOf, outputsOf, pulledBack, reachableSpace } from "./reachable-space.ts";
import type { ReachableSpace } from "./reachable-space.ts";

/** How far and how exactly to go. */
export interface StiffSpan {
  /** α and f where training stands, one after the other. */
  readonly begin: OdePoint;
  readonly times: readonly number[];
  readonly rtol: number;
  readonly atol: number;
  readonly maxSteps: number;
}

/** α and f at each time, one after the other, as the explicit solver has them. */
export interface StiffPath {
  readonly values: readonly Float64Array[];
  readonly end: OdePoint;
  readonly steps: number;
}

/**
 * Training as gradient flow in the space of the weights, u′ = −(η/N)(Dᵀ∇ℓ(f₀ + D u) + λu), whose Jacobian is
 * symmetric: I − sJ has a Cholesky factor. O((R O)³) per row of the extrapolation table.
 */
export async function stiffFlow(
  problem: LossFlowProblem,
  initial: Matrix,
  { begin, times, rtol, atol, maxSteps }: StiffSpan,
  options: SolverOptions,
): Promise<StiffPath> {
  const { targets, learningRate = 1, ridge = 0, loss } = problem;
  const objective = complete(problem.objective);
  const call = { engine: options.engine, signal: options.signal };
  const space = reachableSpace(await gradientFlow({ ...problem, initial }, call));
  const rate = flowStep({ loss, learningRate, initial });
  const solution = await extrapolatedEuler(
    {
      derivative: async (u) => {
        const outputs = await outputsOf(space, u, call);
        const pull = await pulledBack(space, rowGradients(objective, outputs, targets), call);
        return pull.map((slope, i) => -rate * (slope + ridge * u[i]!));
      },
      linearize: async (u) => {
        const outputs = await outputsOf(space, u, call);
        const hessian = await curvatureOf(space, objective, outputs, targets, call);
        return (h) => shifted(hessian, h * rate, ridge, call);
      },
      start: { ...begin, values: await weightsOf(space, begin.values, call) },
      times,
      rtol,
      atol,
      maxSteps,
    },
    options,
  );
  const values = [];
  for (const u of solution.values) values.push(await stateOf(space, u, call));
  const end = { ...solution.end, values: await stateOf(space, solution.end.values, call) };
  return { values, end, steps: solution.steps };
}

/** Solves ((1 + sλ) I + s H) x = b. */
async function shifted(
  hessian: Matrix,
  scale: number,
  ridge: number,
  options: SolverOptions,
): Promise<ShiftedSolve> {
  const { engine, signal } = resolveOptions(options);
  const n = hessian.rows;
  const moved = matrix(
    n,
    n,
    hessian.data.map((value) => scale * value),
  );
  for (let i = 0; i < n; i++) moved.data[i * (n + 1)]! += 1 + scale * ridge;
  const factor = await engine.cholesky(moved, { signal });
  return async (b) => (await engine.solveCholesky(factor, matrix(n, 1, b), { signal })).data;
}

/** u = √κ Vᵀ α. */
async function weightsOf(
  space: ReachableSpace,
  values: Float64Array,
  options: SolverOptions,
): Promise<Float64Array> {
  return pulledBack(space, values.slice(0, values.length / 2), options);
}

/** α = V κ^(−½) u and f, one after the other. */
async function stateOf(
  space: ReachableSpace,
  u: Float64Array,
  options: SolverOptions,
): Promise<Float64Array> {
  const { engine, signal } = resolveOptions(options);
  const { directions, columns, eigenvalues } = space;
  const scaled = u.map((value, at) => value / eigenvalues[Math.floor(at / columns)]!);
  const side = matrix(directions.cols, columns, scaled);
  const alpha = (await engine.multiply(directions, side, { signal })).data;
  const outputs = await outputsOf(space, u, options);
  const state = new Float64Array(alpha.length + outputs.length);
  state.set(alpha);
  state.set(outputs, alpha.length);
  return state;
}
