import { setTimeout } from "node:timers/promises";
import { median } from "./median.ts";
import { type Row, type Timing, ratioOf } from "./row.ts";

/** Milliseconds between two runs: the idle threads of a BLAS wait that long for work with all they have. */
const PAUSE = 50;

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
  /** Runs before the first that counts. Default: 1. */
  readonly warmUps?: number;
  readonly goal: number | null;
}

/** The same for several programs of ours, each with its goal. */
export interface ContestOfAll extends Omit<Contest, "ours" | "goal"> {
  readonly ours: readonly (Contestant & Pick<Contest, "goal">)[];
}

/**
 * Runs everybody `warmUps` times to warm up, then everybody in turn `repeats` times, so that whatever else the
 * machine does meets all of them alike.
 *
 * @returns medians, with the peer whose median is the smallest
 */
export async function contest({ ours, goal, ...rest }: Contest): Promise<Row> {
  const rows = await contestOfAll({ ...rest, ours: [{ ...ours, goal }] });
  return rows[0]!;
}

/** {@link contest} of several programs of ours: a row for each. */
export async function contestOfAll({
  workload,
  ours,
  peers,
  repeats,
  warmUps = 1,
}: ContestOfAll): Promise<Row[]> {
  const all = [...ours, ...peers];
  const times: number[][] = all.map(() => []);
  for (let round = 0; round < warmUps + repeats; round++) {
    for (const [i, contestant] of all.entries()) {
      await setTimeout(PAUSE);
      const seconds = await contestant.run();
      if (round >= warmUps) times[i]!.push(seconds);
    }
  }
  const timings = all.map(({ name }, i): Timing => ({ name, seconds: median(times[i]!) }));
  const peer = fastest(timings.slice(ours.length));
  return ours.map(({ goal }, i) => {
    const mine = timings[i]!;
    return { workload, ours: mine, peer, ratio: ratioOf(mine, peer), goal };
  });
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
