import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkKernel, checkTargets } from "../check.ts";
import { flowFilter } from "../dynamics/gradient-flow-predict.ts";
import { gradientFlow } from "../dynamics/gradient-flow.ts";
import { lossFlow } from "../dynamics/loss-flow.ts";
import { lossFlowLimit } from "../dynamics/loss-flow-limit.ts";
import { squaredLoss } from "../dynamics/objective.ts";
import type { Objective } from "../dynamics/objective.ts";
import { constantStart } from "./constant-start.ts";
import { expansionPath } from "./expansion-path.ts";
import type { Learner } from "./learner.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";

export interface FlowLearnerOptions {
  /** Grid of times at which training by gradient flow on the mean loss stops, each at least 0; ∞ for never. */
  readonly times: readonly number[];
  /** The loss of a row. Default `squaredLoss`, in closed form. */
  readonly objective?: Objective | undefined;
  /** Begin at the best constant of the training targets instead of 0. Default false. */
  readonly center?: boolean | undefined;
  /** Local error accepted per step, relative, for losses without a closed form. Default 1e-4. */
  readonly rtol?: number | undefined;
}

/**
 * Training that is stopped early as a {@link Learner}: regularised by time instead of a ridge.
 *
 * Squared errors: one eigendecomposition for all times. Other losses: one ODE through the times, and
 * `lossFlowLimit` for t = ∞.
 *
 * @throws {@link RangeError} when the grid is empty or has a time below 0
 */
export function flowLearner(settings: FlowLearnerOptions): Learner {
  const { times, objective = squaredLoss, center = false, rtol = 1e-4 } = settings;
  if (times.length === 0) throw new RangeError("flowLearner: times must not be empty, got []");
  const wrong = times.find((time) => !(time >= 0));
  if (wrong !== undefined) {
    throw new RangeError(`flowLearner: times must be at least 0, got ${wrong}`);
  }
  return {
    name: "flow",
    grid: [...times],
    async fitPath(kernel, targets, options = {}) {
      checkKernel("flowLearner", kernel);
      checkTargets("flowLearner", targets, kernel.rows);
      const { offset, initial } = constantStart("flowLearner", objective, targets, center);
      const problem = { kernel, targets, initial, objective, rtol };
      const coefficients =
        objective === squaredLoss
          ? await spectral(problem, times, options)
          : await general(problem, times, options);
      return expansionPath(coefficients, offset);
    },
  };
}

interface Fit {
  readonly kernel: Matrix;
  readonly targets: Matrix;
  readonly initial: Matrix;
  readonly objective: Objective;
  readonly rtol: number;
}

/** V diag(φ(κ, t)) Vᵀ (Y − f₀) at each time. */
async function spectral(
  problem: Fit,
  times: readonly number[],
  options: SolverOptions,
): Promise<Matrix[]> {
  const { engine, signal } = resolveOptions(options);
  const flow = await gradientFlow({ ...problem, loss: "mean" }, options);
  const { eigenvalues, eigenvectors, components } = flow;
  const found: Matrix[] = [];
  for (const time of times) {
    const filter = flowFilter(flow, time);
    const weighted = components.data.map((value, at) => {
      const kappa = eigenvalues[Math.floor(at / components.cols)]!;
      // what the kernel cannot reach is left out, so that t = ∞ is the minimum-norm solution
      return kappa === 0 ? 0 : value * filter(kappa);
    });
    const scaled = matrix(components.rows, components.cols, weighted);
    found.push(await engine.multiply(eigenvectors, scaled, { signal }));
  }
  return found;
}

async function general(
  { rtol, ...problem }: Fit,
  times: readonly number[],
  options: SolverOptions,
): Promise<Matrix[]> {
  const quiet = { engine: options.engine, signal: options.signal };
  const finite = [...new Set(times.filter((time) => time < Infinity))].sort((a, b) => a - b);
  const stated = { ...problem, loss: "mean" as const };
  const found = new Map<number, Matrix>();
  let from;
  for (const time of finite) {
    const accuracy = { rtol, atol: 1e-3 * rtol };
    const { state } = await lossFlow(stated, [time], undefined, { ...quiet, ...accuracy, from });
    found.set(time, state.coefficients);
    from = state;
  }
  if (times.includes(Infinity)) {
    found.set(Infinity, (await lossFlowLimit(stated, undefined, quiet)).coefficients);
  }
  return times.map((time) => found.get(time)!);
}
