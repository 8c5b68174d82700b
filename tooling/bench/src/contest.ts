import { median } from "./median.ts";
import { type Row, type Timing, ratioOf } from "./row.ts";

/** A program that can be timed. */
export interface Contestant {
  readonly name: string;
  /** Does the work once; returns the seconds that it took. */
  readonly run: () => Promise<number>;
}

/** What is measured: ours, and the peers of which the fastest counts. */
export interface Contest {
  readonly workload: string;
  readonly ours: Contestant;
  readonly peers: readonly Contestant[];
  readonly repeats: number;
  readonly goal: number | null;
}

/**
 * Runs everybody once to warm up, then everybody in turn `repeats` times, so that whatever else the
 * machine does meets all of them alike.
 *
 * @returns medians, with the peer whose median is the smallest
 */
export async function contest({ workload, ours, peers, repeats, goal }: Contest): Promise<Row> {
  const all = [ours, ...peers];
  const times: number[][] = all.map(() => []);
  for (let round = 0; round <= repeats; round++) {
    for (const [i, contestant] of all.entries()) {
      const seconds = await contestant.run();
      if (round > 0) times[i]!.push(seconds);
    }
  }
  const [mine, ...others] = all.map(({ name }, i): Timing => ({
    name,
    seconds: median(times[i]!),
  }));
  const peer = fastest(others);
  return { workload, ours: mine!, peer, ratio: ratioOf(mine!, peer), goal };
}

/** The timing with the fewest seconds, or null of none. */
function fastest(timings: readonly Timing[]): Timing | null {
  return timings.reduce<Timing | null>(
    (best, timing) => (best === null || timing.seconds < best.seconds ? timing : best),
    null,
  );
}

/** The seconds that `work` takes on the wall clock. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
