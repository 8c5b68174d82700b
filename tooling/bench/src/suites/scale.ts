import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { errorColumns } from "../columns.ts";
import { wideIfPossible } from "../linalg/open-engines.ts";
import { type Row, ratioOf } from "../row.ts";
import { readRegression } from "../scale/read-regression.ts";
import { type ScaleSizes, scalePeer } from "../scale/scale-peer.ts";
import { type ScaleResult, chooseScale, eigenPro, nystrom } from "../scale/solve-scale.ts";
import type { Suite } from "../suite.ts";
import { projectRoot } from "../uci/data-folder.ts";

/** Regression on more rows than a kernel matrix has room for, from tiles. */
export const scaleSuite: Suite = {
  name: "scale",
  summary: "regression on many rows from tiles of a kernel: UCI protein and kin40k",
  columns: errorColumns,
  async *run({ quick, env, log, threads = availableParallelism() }) {
    const data = resolve(projectRoot, env.NTKIT_DATA ?? "../shared/data", "uci-regression");
    const sizes: ScaleSizes = quick
      ? { limit: 3000, landmarks: 300, subset: 1000, epochs: 2 }
      : { limit: undefined, landmarks: 2000, subset: 5000, epochs: 3 };
    const engine = await wideIfPossible(threads);
    try {
      for (const name of quick ? ["kin40k"] : ["protein", "kin40k"]) {
        const folder = join(data, name);
        const set = readRegression(folder, sizes.limit);
        if (set === undefined) {
          log(`scale: skipped, no folder ${folder}; set NTKIT_DATA to the one with uci-regression`);
          continue;
        }
        const choice = await chooseScale(set, 1500, engine);
        log(`scale: ${name}, depth ${choice.depth}, ridge ${choice.ridge} by leave-one-out`);
        const peer = await scalePeer(folder, sizes, env, log);
        const rows = `${name}, ${set.x.rows} rows`;
        const landmarks = await nystrom(set, choice, sizes.landmarks, engine);
        yield row(
          `${rows}, ${sizes.landmarks} landmarks`,
          [`NTK depth ${choice.depth}, nystromRegression`, landmarks],
          peer && [`Nystroem and Ridge, ${peer.name}`, peer.nystroem],
        );
        const all = await eigenPro(set, choice, sizes.epochs, engine);
        yield row(
          `${rows}, ${sizes.epochs} epochs`,
          [`NTK depth ${choice.depth}, eigenProRegression`, all],
          peer && [`KernelRidge on ${sizes.subset} rows, ${peer.name}`, peer.subset],
        );
      }
    } finally {
      await engine.dispose();
    }
  },
};

type Named = readonly [name: string, result: ScaleResult];

function row(workload: string, [name, ours]: Named, peer: Named | undefined): Row {
  const mine = { name, seconds: ours.seconds };
  const theirs = peer === undefined ? null : { name: peer[0], seconds: peer[1].seconds };
  return {
    workload,
    ours: mine,
    peer: theirs,
    ratio: ratioOf(mine, theirs),
    goal: null,
    squaredError: { ours: ours.mse, peer: peer?.[1].mse ?? null },
  };
}
