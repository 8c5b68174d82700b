import type { TableRow } from "./uci/table-row.ts";

/** A program and the median of its times. */
export interface Timing {
  readonly name: string;
  readonly seconds: number;
}

/** Peak resident memory above the process before the call, in multiples of one result matrix. */
export interface MemoryUse {
  readonly ours: number;
  readonly peer: number | null;
}

/** Percent of test rows classified correctly, ours and of others on the same set. */
export interface AccuracyUse {
  readonly ours: number;
  /** What was chosen on the validation split; absent in a row that is a mean. */
  readonly chosen?: string;
  /** Accuracies that others published. */
  readonly published: Readonly<Record<string, number | null>>;
  /** The row of the table in which the experiment was published, beside ours; in the row of the mean. */
  readonly table?: { readonly ours: TableRow; readonly published: TableRow };
  /** The same protocol by the peer, where it was asked to run. */
  readonly peer?: { readonly accuracy: number; readonly chosen?: string };
}

/** One workload: ours beside a peer, from the same run on the same machine. */
export interface Row {
  readonly workload: string;
  readonly ours: Timing;
  /** Null where the peer is not installed or there is none; `note` then says why. */
  readonly peer: Timing | null;
  /** ours / peer, of medians. */
  readonly ratio: number | null;
  /** The largest ratio that is good enough, where one was set. */
  readonly goal: number | null;
  /** Largest difference between both results over the root mean square of the result, on a sample. */
  readonly difference?: number;
  readonly memory?: MemoryUse;
  /** Mean squared error on test rows, in the target's units. */
  readonly squaredError?: { readonly ours: number; readonly peer: number | null };
  /** Seconds that the machine needs at least, from rates that were measured in the same run. */
  readonly limit?: number;
  /** Of log(mean error) over log(width), with its standard error. */
  readonly slope?: { readonly value: number; readonly standardError: number };
  readonly accuracy?: AccuracyUse;
  readonly note?: string;
}

/** ours / peer, or null without a peer. */
export function ratioOf(ours: Timing, peer: Timing | null): number | null {
  return peer === null ? null : ours.seconds / peer.seconds;
}
