import { parentPort, workerData } from "node:worker_threads";
import { NumericalError } from "@ntkit/linalg";
import { protocols } from "ntkit/fit";
import { openWasm } from "../linalg/open-engines.ts";
import { measureSet } from "./measure-set.ts";
import type { UciFailure } from "./measure-sets.ts";
import { readUciSet } from "./uci-sets.ts";

const { folder } = workerData as { folder: string };
/** On this thread, so that its processor time is that of the set. */
const engine = openWasm(1);

parentPort!.on("message", (name: string) => {
  void answer(name);
});

/** A set that cannot be solved is an answer; any other failure ends the worker, and its error reaches the pool. */
async function answer(name: string): Promise<void> {
  const start = performance.now();
  try {
    const set = readUciSet(folder, name);
    parentPort!.postMessage(await measureSet(set, protocols.arora2020, { engine: await engine }));
  } catch (cause) {
    if (cause instanceof NumericalError) {
      const seconds = (performance.now() - start) / 1000;
      parentPort!.postMessage({ name, problem: cause.message, seconds } satisfies UciFailure);
      return;
    }
    queueMicrotask(() => {
      throw new Error(`uci: ${name} failed`, { cause });
    });
  }
}
