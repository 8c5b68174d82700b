import { matrix, ShapeError, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkCross, checkKernel, checkTargets } from "../check.ts";
import { checkTest } from "../gp/gaussian-process-predict.ts";
import type { Posterior, TestRows } from "../gp/gaussian-process-predict.ts";
import { ensemblePosterior } from "../gp/ntk-ensemble.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import { gradientFlow } from "./gradient-flow.ts";
import type { FlowProblem, GradientFlow } from "./gradient-flow.ts";
import { flowFilter } from "./gradient-flow-predict.ts";
import { checkedTimes, spectralCross } from "./spectral-predict.ts";

/** Networks that begin as draws from the NNGP and train with the NTK. */
export interface EnsembleFlowProblem extends Omit<FlowProblem, "kernel" | "initial"> {
  /** Θ, which governs training, shape [N, N]; the NNGP again where only the last layer trains. */
  readonly ntk: Matrix;
  /** K, the covariance at initialisation, shape [N, N]. */
  readonly nngp: Matrix;
}

/** An ensemble, ready for any time. */
export interface EnsembleFlow {
  readonly flow: GradientFlow;
  readonly nngp: Matrix;
  readonly targets: Matrix;
}

/**
 * The ensemble of infinitely wide networks, each from its own initialisation, in training by gradient
 * flow on squared errors. Costs as `gradientFlow`; `ntkEnsemble` is its end, by Cholesky.
 *
 * @throws as `gradientFlow`
 * @see Lee et al. 2019, "Wide Neural Networks of Any Depth Evolve as Linear Models", eqs. 14–15
 */
export async function ensembleFlow(
  { ntk, nngp, ...rest }: EnsembleFlowProblem,
  options: SolverOptions = {},
): Promise<EnsembleFlow> {
  checkKernel("ensembleFlow", nngp, "nngp");
  checkCross("ensembleFlow", nngp, ntk.rows, "nngp");
  checkTargets("ensembleFlow", rest.targets, ntk.rows);
  const flow = await gradientFlow({ ...rest, kernel: ntk }, options);
  return { flow, nngp, targets: rest.targets };
}

/**
 * Mean and variance over the ensemble at M rows, for each time: with B(t) = Θ* φ(Θ, t),
 *
 *   mean = B Y,   covariance = K** − B K*ᵀ − K* Bᵀ + B K Bᵀ
 *
 * which for Θ = K is K** − K* K⁻¹ (1 − e^(−2tK/N)) K*ᵀ. Training rows are predicted by their own
 * kernels. O(N² M) per time, and O(N M²) with a full `testKernel`.
 *
 * @param ntkCross - Θ*, shape [M, N]
 * @param test - `cross` is the NNGP's K* [M, N], with its diagonal or full K** at the M rows
 * @throws {@link RangeError} for a time that is negative or NaN; {@link ShapeError}
 * @throws {@link NumericalError} "not-positive-definite" for a variance below 0 by more than rounding;
 *   "singular" as `gradientFlowPredict`
 */
export async function ensembleFlowPredict(
  { flow, nngp, targets }: EnsembleFlow,
  times: number | readonly number[],
  ntkCross: Matrix,
  test: TestRows,
  options: SolverOptions = {},
): Promise<Posterior[]> {
  const caller = "ensembleFlowPredict";
  const list = checkedTimes(caller, times, "times");
  checkTest(caller, test, nngp.rows);
  if (ntkCross.rows !== test.cross.rows) {
    throw new ShapeError(
      `${caller}: ntkCross must be ${test.cross.rows}×${test.cross.cols} like cross, got ${ntkCross.rows}×${ntkCross.cols}`,
    );
  }
  const { engine, signal } = resolveOptions(options);
  const found: Posterior[] = [];
  for (const weights of await weightsAt(caller, flow, list, ntkCross, options)) {
    const mean = await engine.multiply(weights, targets, { signal });
    found.push(await ensemblePosterior({ mean, weights, nngp }, test, options));
  }
  return found;
}

/** B at each time: what unit targets would give. */
function weightsAt(
  caller: string,
  flow: GradientFlow,
  times: readonly number[],
  cross: Matrix,
  options: SolverOptions,
): Promise<Matrix[]> {
  const n = flow.eigenvalues.length;
  const unit = { ...flow, components: transpose(flow.eigenvectors), initial: matrix(n, n) };
  const at = (time: number) => flowFilter(flow, time);
  return spectralCross(unit, { caller, times, at }, { cross }, options);
}
