import { UsageError } from "../errors/usage-error.ts";

/** Options of `ntkit flow`. */
export interface FlowFlags {
  readonly train: string;
  readonly cross?: string;
  readonly targets: string;
  readonly f0?: string;
  readonly f0Cross?: string;
  readonly times: readonly number[];
  readonly loss: "mean" | "sum";
  readonly descent?: true;
  readonly rate: number;
  readonly momentum?: number;
  readonly ridge: number;
  readonly rankTolerance?: number;
  readonly out: string;
  readonly plot?: string;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** @throws UsageError for an option that needs another, or times that are no numbers of steps */
export function checkFlowFlags({ descent, momentum, times, cross, f0Cross }: FlowFlags): void {
  if (momentum !== undefined && descent !== true) {
    throw new UsageError(`--momentum: must come with --descent, got ${momentum} without it`);
  }
  if (f0Cross !== undefined && cross === undefined) {
    throw new UsageError(`--f0-cross: must come with --cross, got ${f0Cross} without it`);
  }
  const part = times.find((time) => time !== Infinity && !Number.isSafeInteger(time));
  if (descent === true && part !== undefined) {
    throw new UsageError(`--times: must be whole numbers of steps with --descent, got ${part}`);
  }
}
