import { execFile } from "node:child_process";
import process from "node:process";
import { promisify } from "node:util";
import { kernelFunctions } from "@ntkit/kernels";
import { type Engine, type Matrix, submatrix } from "@ntkit/linalg";
import { supportVectorPath, svcPredict } from "@ntkit/solvers";
import { protocols } from "ntkit/fit";
import { timingColumns } from "../columns.ts";
import { openWasm } from "../linalg/open-engines.ts";
import { peerEnvironment, peerScript } from "../python-peer.ts";
import { type Row, ratioOf } from "../row.ts";
import type { Suite } from "../suite.ts";
import { uciFolder } from "../uci/data-folder.ts";
import { type UciSet, readUciSet } from "../uci/uci-sets.ts";

/** Depth and fixed layers of the kernels: the linear one, a shallow and a deep one. */
const kernels = ["1:0", "2:0", "5:2"];

/** C-support-vector machines for all C of the UCI experiment, beside scikit-learn's on the same kernels. */
export const svmSuite: Suite = {
  name: "svm",
  summary: "support-vector machines for seven C on precomputed kernels of UCI sets",
  columns: timingColumns,
  async *run({ quick, env, log }) {
    const folder = uciFolder(env);
    if ("missing" in folder) {
      log(`svm: skipped, ${folder.missing}`);
      return;
    }
    const engine = await openWasm(1);
    try {
      const sets = quick ? ["wine"] : ["yeast", "contrac", "titanic", "waveform", "statlog-image"];
      for (const name of sets) {
        const peers = await peerOf(folder.sets, name, env, log);
        const set = readUciSet(folder.sets, name);
        const trains = await trainKernels(set, engine);
        for (const [k, kernel] of kernels.entries()) {
          const ours = await fitAll(set, trains[k]!, engine);
          yield row(`${name} (${set.tuning.train.length}), ${kernel}`, ours, peers.get(kernel));
        }
      }
    } finally {
      await engine.dispose();
    }
  },
};

interface Fits {
  readonly seconds: number;
  /** Of the validation rows, for every C. */
  readonly labels: readonly (readonly number[])[];
}

async function trainKernels(set: UciSet, engine: Engine): Promise<Matrix[]> {
  const { candidates } = protocols.arora2020;
  const chosen = kernels.map((name) => {
    const [depth, fixed] = name.split(":").map(Number);
    return candidates.find(
      ({ settings }) => settings.depth === depth && settings.fixedLayers === fixed,
    )!.network;
  });
  const found = await kernelFunctions(chosen).evaluate(set.table.x, undefined, {
    get: ["ntk"],
    engine,
  });
  return found.map(({ ntk }) => ntk);
}

/** Every C from the solution of the one before, as the experiment does; seconds of this thread's processor time. */
async function fitAll(set: UciSet, all: Matrix, engine: Engine): Promise<Fits> {
  const { train, test } = set.tuning;
  const kernel = submatrix(all, train, train);
  const cross = submatrix(all, test, train);
  const labels = Int32Array.from(train, (row) => set.table.labels[row]!);
  const before = process.threadCpuUsage();
  const models = await supportVectorPath(
    { kernel, labels, classes: set.table.classes, C: protocols.arora2020.penalties },
    { engine, throwOnFailure: false },
  );
  const { user, system } = process.threadCpuUsage(before);
  const found = [];
  for (const model of models) found.push([...(await svcPredict(model, cross, { engine })).labels]);
  return { seconds: (user + system) / 1e6, labels: found };
}

async function peerOf(
  folder: string,
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): Promise<ReadonlyMap<string, Fits>> {
  const argv = [peerScript("svm_peer.py"), folder, name, ...kernels];
  try {
    const options = { env: peerEnvironment(env, 1), maxBuffer: 2 ** 28 };
    const { stdout } = await promisify(execFile)(env.NTKIT_PYTHON ?? "python3", argv, options);
    const found = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Fits & { kernel: string });
    return new Map(found.map((fits) => [fits.kernel, fits]));
  } catch (error) {
    log(`svm: no peer, ${error instanceof Error ? error.message.split("\n").at(-1)! : "?"}`);
    return new Map();
  }
}

function row(workload: string, ours: Fits, peer: Fits | undefined): Row {
  const mine = { name: "supportVectorPath, wasm", seconds: ours.seconds };
  const theirs = peer ? { name: "scikit-learn SVC", seconds: peer.seconds } : null;
  const base = { workload, ours: mine, peer: theirs, ratio: ratioOf(mine, theirs), goal: 1 };
  if (peer === undefined) return base;
  const flat = ours.labels.flat();
  const other = peer.labels.flat();
  const equal = flat.filter((label, i) => label === other[i]).length;
  return {
    ...base,
    note: `${((100 * equal) / flat.length).toFixed(2)} % of the predictions are the same`,
  };
}
