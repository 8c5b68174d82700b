import type { UciSplit } from "@ntkit/datasets";
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
}

/** Chooses network and penalty on the set's tuning split, and tests the choice on its test splits. */
export async function measureSet(set: UciSet, protocol: Protocol): Promise<UciResult> {
  const start = performance.now();
  const { x, labels, classes } = set.table;
  const names = Array.from({ length: classes }, (_, c) => String(c));
  const targets: Targets = { task: "classification", labels, classes: names };
  const { candidates, penalties, solver, kernel, ties } = protocol;
  const fixed = { solver, kernel, ties };
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
  };
}

function asSplit({ train, test }: UciSplit): Split {
  return { train, validation: test };
}
