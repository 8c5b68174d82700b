import type { UciSplit } from "@ntkit/datasets";
import { threadCpuUsage } from "node:process";
import type { EngineOptions } from "@ntkit/linalg";
import { type Candidate, type Protocol, type Split, type Targets, searchNetworks } from "ntkit/fit";
import type { UciSet } from "./uci-sets.ts";

/** What a protocol chose and reached on one set. */
export interface UciResult {
  readonly name: string;
  readonly rows: number;
  /** Percent, mean over the test splits. */
  readonly accuracy: number;
  readonly chosen: Candidate["settings"];
  readonly penalty: number;
  readonly seconds: number;
  /** Processor time of the thread that measured it. */
  readonly coreSeconds: number;
}

/** Chooses network and penalty on the set's tuning split, and tests the choice on its test splits. */
export async function measureSet(
  set: UciSet,
  protocol: Protocol,
  { engine }: EngineOptions = {},
): Promise<UciResult> {
  const [start, before] = [performance.now(), threadCpuUsage()];
  const { x, labels, classes } = set.table;
  const names = Array.from({ length: classes }, (_, c) => String(c));
  const targets: Targets = { task: "classification", labels, classes: names };
  const { candidates, penalties, solver, kernel, ties } = protocol;
  const fixed = { solver, kernel, ties, engine };
  const { best } = await searchNetworks(x, targets, {
    ...fixed,
    candidates,
    penalties,
    splits: [asSplit(set.tuning)],
  });
  const candidate = candidates[best.candidateIndex]!;
  const test = await searchNetworks(x, targets, {
    ...fixed,
    candidates: [candidate],
    penalties: [best.value],
    splits: set.tests.map(asSplit),
  });
  return {
    name: set.name,
    rows: x.rows,
    accuracy: 100 * test.best.mean,
    chosen: candidate.settings,
    penalty: best.value,
    seconds: (performance.now() - start) / 1000,
    coreSeconds: coreSecondsSince(before),
  };
}

function coreSecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = threadCpuUsage(before);
  return (user + system) / 1e6;
}

function asSplit({ train, test }: UciSplit): Split {
  return { train, validation: test };
}
