import type { Parameters } from "../network/parameters.ts";

/**
 * Where training stands: plain data, to be stored and continued from. Continuing gives the same bits as
 * never having stopped.
 */
export interface TrainingState {
  /** Steps taken. */
  readonly step: number;
  readonly parameters: Parameters;
  /** What momentum has accumulated; undefined before the first step and without momentum. */
  readonly velocity?: Parameters | undefined;
}
