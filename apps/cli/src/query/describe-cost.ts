import { estimateLookAhead } from "@ntkit/active-learning";
import { gram, matrix } from "@ntkit/linalg";
import type { Result } from "../screen/print-result.ts";
import type { Campaign } from "./campaign.ts";
import type { QueryFlags } from "./query-flags.ts";

/** What a query would take, from the sizes and a measured product of this machine; nothing is computed. */
export function describeCost(campaign: Campaign, flags: QueryFlags): Result {
  const pool = campaign.left.length;
  const sizes = {
    labelled: campaign.targets.rows,
    pool,
    outputs: campaign.targets.cols,
    candidates: Math.min(flags.candidates ?? pool, pool),
    reference: Math.min(flags.reference ?? pool, pool),
    rounds: flags.batch === true ? 1 : (flags.count ?? 1),
  };
  const { flops, bytes, naiveFlops } = estimateLookAhead(sizes);
  const kept = 8 * pool ** 2 <= flags.memory * 2 ** 30 ? 8 * pool ** 2 : 0;
  const seconds = flops / flopsPerSecond();
  const json = {
    command: "query",
    dryRun: true,
    ...sizes,
    flops,
    naiveFlops,
    bytes: bytes + kept,
    seconds,
  };
  const text = [
    `${sizes.labelled} labelled, ${pool} in the pool, ${sizes.candidates} candidates, ${sizes.reference} reference rows, ${sizes.rounds} round(s)`,
    `look-ahead: ${flops.toExponential(2)} operations, at most ${seconds.toPrecision(2)} s on one thread without vectors`,
    `a solve for each candidate would take ${(naiveFlops / flops).toPrecision(3)} times as many`,
    `memory: ${((bytes + kept) / 2 ** 30).toPrecision(3)} GiB; the kernel's own time is not counted`,
  ];
  return { json, text: `${text.join("\n")}\n` };
}

/** Of a plain product on the calling thread. */
function flopsPerSecond(): number {
  const a = matrix(256, 256, new Float64Array(256 * 256).fill(1));
  const start = performance.now();
  gram(a, a);
  return (2 * 256 ** 3 * 1000) / Math.max(0.01, performance.now() - start);
}
