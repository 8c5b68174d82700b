import { matrix, plainEngine } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { checkInputs, countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import type { Run } from "../ops/op.ts";
import { numbers, widened } from "../ops/series.ts";
import type { Numbers, Series } from "../ops/series.ts";
import type { Plan } from "../plan/plan.ts";
import type { ParameterSeries } from "./parameters-in-place.ts";
import { runForward } from "../plan/run-forward.ts";

/** A forward run that is over. */
export interface FinishedRun {
  readonly run: Run;
  /** All series if they were kept, else only that of the output. */
  readonly slots: readonly Series[];
  /** f(x), [N, O]. */
  readonly values: Matrix;
}

/** How a plan runs. */
export interface RunOptions extends EngineOptions {
  /** The function that was called, for messages. */
  readonly caller: string;
  readonly keep: boolean;
  readonly parameters: ParameterSeries;
  /** The inputs in the precision of the parameters, and zeros behind them for a line in parameter space. */
  readonly input: Series;
}

/** The network's function at x. */
export async function runPlan(plan: Plan, x: Inputs, options: RunOptions): Promise<FinishedRun> {
  const { caller, keep, parameters, input, engine = plainEngine, signal } = options;
  checkInputs(caller, x, plan.inputShape);
  const run: Run = { engine, signal, examples: countOf(x), ...parameters, outers: new WeakMap() };
  const slots = (await runForward(plan, input, run, keep)) as Series[];
  return { run, slots, values: valuesOf(plan, x, slots[plan.output]![0]) };
}

/** Values of the outputs, or zeros, as a matrix [N, O] in float64. */
export function valuesOf({ outputShape }: Plan, x: Inputs, c: Numbers | undefined): Matrix {
  const outputs = outputShape.reduce((product, size) => product * size, 1);
  return matrix(countOf(x), outputs, widened(c ?? numbers(countOf(x) * outputs)));
}
