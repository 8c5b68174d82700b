import { timeLeft } from "./time-left.ts";

/** What is counted, as in 1200 of 5000 entries. */
export interface ProgressTotal {
  readonly count: number;
  /** Plural. */
  readonly unit: string;
}

/**
 * How far a computation is, for people: `1200 of 5000 entries, about 3 min left`.
 *
 * @param fraction - done, between 0 and 1
 * @param seconds - since the start
 * @returns "" while there is nothing to say
 */
export function progressText(
  fraction: number,
  seconds: number,
  total: ProgressTotal | undefined,
): string {
  const counted = total && `${Math.round(fraction * total.count)} of ${total.count} ${total.unit}`;
  return [counted, timeLeft(seconds, fraction)].filter(Boolean).join(", ");
}
