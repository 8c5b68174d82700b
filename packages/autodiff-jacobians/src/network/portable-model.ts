import type { Network } from "@ntkit/architecture";
import type { Numbers } from "../ops/series.ts";
import type { FiniteOptions } from "../plan/builder.ts";
import type { Precision } from "./factor-source.ts";

/** A finite network as data, from which other threads build the same. */
export interface PortableNetwork {
  readonly network: Network;
  readonly inputShape: readonly number[];
  readonly options: Pick<FiniteOptions, "parameterization" | "widthsFrom">;
}

/** A finite network with its parameters, which threads share. */
export interface PortableModel extends PortableNetwork {
  readonly precision: Precision;
  /** By name, in shared memory, in the precision. */
  readonly parameters: Readonly<Record<string, Numbers>>;
  /** Those that are only read times the factors in front of them, times these. */
  readonly scaled: Readonly<Record<string, Numbers>>;
}
