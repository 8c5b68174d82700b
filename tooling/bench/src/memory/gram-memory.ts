import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { normalMatrix } from "../normal-matrix.ts";
import { startPeer } from "../python-peer.ts";
import { type Row, ratioOf } from "../row.ts";
import { scratchFolder } from "../scratch-folder.ts";
import type { BenchOptions } from "../suite.ts";
import { memoryMultiple } from "./kernel-memory.ts";
import type { GramMeasurement } from "./measure-gram-memory.ts";

/**
 * Time and memory of a Gram matrix that fills much of a machine, each in a process of its own.
 *
 * @param n - rows; the default makes a result of 3.2 GB
 */
export async function gramMemoryRow({ env, log }: BenchOptions, n = 20_000, d = 100): Promise<Row> {
  const workload = `gram X X' N=${n} d=${d}`;
  log(`linalg: ${workload}`);
  const script = fileURLToPath(new URL("measure-gram-memory.ts", import.meta.url));
  const argv = [...process.execArgv, script, String(n), String(d)];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  const measured = JSON.parse(stdout) as GramMeasurement;
  const ours = { name: measured.name, seconds: measured.seconds };
  const mine = memoryMultiple(measured, n);
  const peer = await startPeer(env, availableParallelism());
  if ("missing" in peer) {
    const note = `no NumPy: ${peer.missing}`;
    return { workload, ours, peer: null, ratio: null, goal: null, memory: { ours: mine, peer: null }, note }; // prettier-ignore
  }
  const scratch = scratchFolder();
  try {
    await peer.request({ op: "load", name: "x", path: scratch.save("x", normalMatrix(n, d, 1)) });
    const answer = await peer.request({ op: "memory", of: "gram", x: "x" });
    const theirs = { name: peer.name, seconds: answer.seconds! };
    const memory = {
      ours: mine,
      peer: memoryMultiple({ baseline: answer.baseline!, peak: answer.peak! }, n),
    };
    return { workload, ours, peer: theirs, ratio: ratioOf(ours, theirs), goal: null, memory };
  } finally {
    peer.close();
    scratch.remove();
  }
}
