import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { errorColumns } from "../columns.ts";
import { type Row, ratioOf } from "../row.ts";
import { chooseScale } from "../scale/choose-scale.ts";
import { type RegressionSet, readRegression } from "../scale/read-regression.ts";
import {
  type NamedResult,
  type ScaleProgram,
  type ScaleSizes,
  scalePeer,
} from "../scale/scale-peer.ts";
import { type ScaleTools, withScaleTools } from "../scale/scale-tools.ts";
import { conjugate, eigenPro, nystrom } from "../scale/solve-scale.ts";
import type { BenchOptions, Suite } from "../suite.ts";
import { projectRoot } from "../uci/data-folder.ts";

/** Regression on more rows than a kernel matrix has room for, from tiles. */
export const scaleSuite: Suite = {
  name: "scale",
  summary: "regression on many rows from tiles of a kernel: UCI protein and kin40k",
  columns: errorColumns,
  async *run(options) {
    const { quick, env, log, threads = availableParallelism() } = options;
    const data = resolve(projectRoot, env.NTKIT_DATA ?? "../shared/data", "uci-regression");
    await using tools = await withScaleTools(threads);
    for (const name of quick ? ["kin40k"] : ["protein", "kin40k"]) {
      const folder = join(data, name);
      const set = readRegression(folder, sizesOf(quick).limit);
      if (set === undefined) {
        log(`scale: skipped, no folder ${folder}; set NTKIT_DATA to the one with uci-regression`);
        continue;
      }
      yield* measureSet({ name, folder, set }, tools, options);
    }
  },
};

function sizesOf(quick: boolean): ScaleSizes {
  if (!quick) {
    const gradients = { rows: 20_000, rank: 1000 };
    return {
      limit: undefined,
      landmarks: 2000,
      subset: 5000,
      epochs: 5,
      choosing: 10_000,
      gradients,
    };
  }
  const gradients = { rows: 2000, rank: 200 };
  return { limit: 3000, landmarks: 300, subset: 1000, epochs: 2, choosing: 1500, gradients };
}

interface NamedSet {
  readonly name: string;
  readonly folder: string;
  readonly set: RegressionSet;
}

async function* measureSet(
  { name, folder, set }: NamedSet,
  tools: ScaleTools,
  { quick, env, log }: BenchOptions,
): AsyncGenerator<Row> {
  const sizes = sizesOf(quick);
  const choice = await chooseScale(set, sizes.choosing, tools);
  const ntk = `NTK ${choice.label}`;
  log(`scale: ${name}, ${choice.label}, ridge ${choice.ridge} chosen`);
  const peer = (program: ScaleProgram) => scalePeer(program, folder, sizes, env, log);
  const rows = `${name}, ${set.x.rows} rows`;
  const landmarks = await nystrom(set, choice, sizes.landmarks, tools);
  const first = { ...landmarks, name: `${ntk}, ridge ${choice.ridge}, nystromRegression` };
  yield row(`${rows}, ${sizes.landmarks} landmarks`, first, await peer("nystroem"));
  const all = await eigenPro(set, choice, sizes.epochs, tools, (epoch, { seconds, mse }) => {
    log(`scale: ${name}, epoch ${epoch}, ${seconds.toFixed(1)} s, mse ${mse.toPrecision(4)}`);
  });
  const descent = { ...all, name: `${ntk}, eigenProRegression` };
  yield row(`${rows}, ${sizes.epochs} epochs`, descent, await peer("exact"));
  const gradients = await conjugate(set, choice, sizes.gradients, tools);
  const solved = { ...gradients, name: `${ntk}, ridge ${choice.exactRidge}, conjugateGradients` };
  yield row(`${name}, ${sizes.gradients.rows} rows`, solved, await peer("vectors"));
}

function row(workload: string, ours: NamedResult, peer: NamedResult | undefined): Row {
  const timing = ({ name, seconds }: NamedResult) => ({ name, seconds });
  const [mine, theirs] = [timing(ours), peer === undefined ? null : timing(peer)];
  return {
    workload,
    ours: mine,
    peer: theirs,
    ratio: ratioOf(mine, theirs),
    goal: null,
    squaredError: { ours: ours.mse, peer: peer?.mse ?? null },
    note: [ours.note, ownUnitsNote(ours, peer)].filter((part) => part !== undefined).join("; "),
  };
}

/** "RMSE 4.12, peer 4.34 in own units", where the file's are others. */
function ownUnitsNote(ours: NamedResult, peer: NamedResult | undefined): string | undefined {
  if (ours.ownRmse === undefined) return undefined;
  const theirs = peer?.ownRmse === undefined ? "" : `, peer ${peer.ownRmse.toPrecision(3)}`;
  return `RMSE ${ours.ownRmse.toPrecision(3)}${theirs} in the units that were measured`;
}
