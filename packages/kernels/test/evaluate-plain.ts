import type { Network } from "@ntkit/architecture";
import type { Matrix } from "@ntkit/linalg";
import { gram, matrix } from "@ntkit/linalg";
import { runTasksHere } from "@ntkit/linalg/tasks";
import { inputVariances } from "../src/evaluate/input-moments.ts";
import { plainTiles } from "../src/evaluate/sweep-tiles.ts";
import { bindTree, plainSteps, prefixTree } from "../src/evaluate/prefix-tree.ts";
import { tileProgram } from "../src/evaluate/tile-program.ts";
import { compile } from "../src/network/compile.ts";
import { freshRows } from "../src/row-store.ts";

/** The kernels by the rules in plain TypeScript, pair by pair. */
export async function evaluatePlain(
  network: Network,
  x1: Matrix,
  x2: Matrix = x1,
): Promise<Matrix[]> {
  const programs = [compile(network, x1.cols, { functions: new Map() })];
  const left = inputVariances(x1);
  const variances = { left, right: x1 === x2 ? left : inputVariances(x2) };
  const data = () => new Float64Array(x1.rows * x2.rows);
  const outputs = (["nngp", "ntk"] as const).map((kind) => ({ network: 0, kind, data: data() }));
  const products = x1 === x2 ? gram(x1).data : gram(x1, x2).data;
  const symmetric = x1 === x2;
  const job = {
    networks: [],
    x1,
    x2,
    symmetric,
    products,
    gram: null,
    variances,
    outputs,
    kept: [],
    angles: null,
  };
  const tree = bindTree(prefixTree(programs), variances, freshRows, plainSteps);
  await runTasksHere(tileProgram(job, plainTiles(job, tree)));
  return outputs.map((output) => matrix(x1.rows, x2.rows, output.data));
}
