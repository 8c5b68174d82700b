import type { GramRecipe, GramTiles, TaskProgram } from "@ntkit/linalg/tasks";
import { countGramTiles, gramTileMaker } from "@ntkit/linalg/tasks";
import type { Instruction } from "../network/compile.ts";
import { recordRows, replayRows } from "../row-store.ts";
import type { RowStore } from "../row-store.ts";
import type { Machine } from "../wasm/machine.ts";
import type { KernelGram, KernelJob } from "./kernel-job.ts";
import { bindTree, machineSteps, prefixTree } from "./prefix-tree.ts";
import { machineTiles } from "./sweep-tiles.ts";
import { tableTiles } from "./table-tiles.ts";
import type { TileSize } from "./table-tiles.ts";
import { countTiles, tileProgram } from "./tile-program.ts";
import type { EvaluateTile } from "./tile-program.ts";
import { HEIGHT, WIDTH } from "./tile.ts";

/** The tasks of a job on a machine, which nobody else uses before they are done. */
export async function jobProgram(
  job: KernelJob,
  programs: () => readonly (readonly Instruction[])[],
  machine: Machine,
  gramTiles: GramTileMakers,
): Promise<TaskProgram> {
  machine.clear();
  const gram = job.gram ? await gramOf(job, job.gram, gramTiles) : undefined;
  const evaluate = job.angles
    ? tableTiles(job, job.angles, sizeOf(job), machine)
    : sweep(job, programs(), replayRows(job.kept), machine);
  return tileProgram(job, evaluate, gram);
}

/** What computes inner products by a recipe, on this thread. */
export type GramTileMakers = (recipe: GramRecipe) => ReturnType<typeof gramTileMaker>;

/** Makers that are kept: one for each way to compute, since a machine has only a few. */
export function keepGramTileMakers(): GramTileMakers {
  const kept = new Map<string, ReturnType<typeof gramTileMaker>>();
  return (recipe) => {
    const key = `${recipe.wide} ${recipe.fma}`;
    const maker = kept.get(key) ?? gramTileMaker(recipe);
    kept.set(key, maker);
    return maker;
  };
}

async function gramOf(
  { x1, x2, symmetric }: KernelJob,
  { recipe, tiling }: KernelGram,
  makers: GramTileMakers,
): Promise<GramTiles> {
  const maker = await makers(recipe);
  return maker({ a: x1, b: symmetric ? undefined : x2, tiling });
}

function sizeOf({ gram }: KernelJob): TileSize {
  return gram
    ? { height: gram.tiling.side, width: gram.tiling.side }
    : { height: HEIGHT, width: WIDTH };
}

/** How many tasks a job has. */
export function countTasks({ x1, x2, symmetric, gram }: KernelJob): number {
  if (!gram) return countTiles({ x1, x2, symmetric });
  return countGramTiles({ a: x1, b: symmetric ? undefined : x2, tiling: gram.tiling });
}

function sweep(
  job: KernelJob,
  programs: readonly (readonly Instruction[])[],
  store: RowStore,
  machine: Machine,
): EvaluateTile {
  const tree = bindTree(prefixTree(programs), job.variances, store, machineSteps(machine));
  return machineTiles(job, tree, machine);
}

/** What threads need of the rows to bind the programs without computing it again. */
export function keepRows(
  programs: readonly (readonly Instruction[])[],
  variances: KernelJob["variances"],
  allocate: (length: number) => Float64Array,
): readonly unknown[] {
  const store = recordRows(allocate);
  bindTree(prefixTree(programs), variances, store, {
    step: () => () => undefined,
    createBlock: () => null as never,
  });
  return store.kept;
}
