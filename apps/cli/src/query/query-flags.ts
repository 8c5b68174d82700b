import type { BackendName } from "@ntkit/autodiff-jacobians/tfjs";
import type { CriterionName } from "./criteria.ts";
import type { KernelName } from "./pool-kernel.ts";
import type { QueryStrategyName } from "./query-strategy.ts";

/** Options of `ntkit query`, of both its forms. */
export interface QueryFlags {
  // Arrays in, arrays out.
  readonly train?: string;
  readonly poolTrain?: string;
  readonly targets?: string;
  readonly f0?: string;
  readonly f0Pool?: string;
  readonly poolTargets?: string;
  readonly lookahead?: false;
  // A network and its data.
  readonly network?: string;
  readonly kernel?: KernelName;
  readonly model?: string;
  readonly backend?: BackendName;
  readonly parameters?: string;
  readonly labelled?: string;
  readonly labels?: string;
  readonly classes?: readonly string[];
  readonly regression?: true;
  readonly state?: string;
  readonly answers?: string;
  readonly count?: number;
  readonly batch?: true;
  /** Whether rows that were asked for in vain count as new. */
  readonly askAgain?: true;
  readonly candidates?: number;
  readonly reference?: number;
  readonly memory: number;
  readonly dryRun?: true;
  // Both.
  readonly pool: string;
  readonly strategy: QueryStrategyName;
  /** Of look-ahead; default output-change. */
  readonly criterion?: CriterionName;
  readonly pseudoLabels?: "argmax" | "distribution" | "gaussian";
  readonly ridge?: number;
  readonly relativeRidge?: number;
  readonly seed: number;
  readonly out: string;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
}
