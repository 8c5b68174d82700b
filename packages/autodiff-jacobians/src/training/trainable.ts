import type { FiniteModel } from "../network/finite-model.ts";
import type { Parameters } from "../network/parameters.ts";
import type { ParameterSpec } from "../plan/plan.ts";

/** What can be trained: a finite network, or its linearisation. */
export interface Trainable {
  readonly parameters: readonly ParameterSpec[];
  at(parameters: Parameters): Pick<FiniteModel, "forward" | "pull">;
}
