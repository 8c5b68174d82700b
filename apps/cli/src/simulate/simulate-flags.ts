import type { StrategyName } from "./strategies.ts";

/** Options of `ntkit simulate`. */
export interface SimulateFlags {
  readonly network: string;
  readonly pool: string;
  readonly labels: string;
  readonly test: string;
  readonly testLabels: string;
  readonly strategies: readonly StrategyName[];
  readonly seeds: number;
  readonly poolSize: number;
  readonly testSize: number;
  readonly initial: number;
  readonly count: number;
  readonly rounds: number;
  readonly steps: number;
  readonly members: number;
  readonly out: string;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
}
