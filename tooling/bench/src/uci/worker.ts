import { parentPort, workerData } from "node:worker_threads";
import { protocols } from "ntkit/fit";
import { measureSet } from "./measure-set.ts";
import { readUciSet } from "./uci-sets.ts";

const { folder } = workerData as { folder: string };

parentPort!.on("message", (name: string) => {
  void answer(name);
});

/** A failure ends the worker, and its error reaches the pool. */
async function answer(name: string): Promise<void> {
  try {
    parentPort!.postMessage(await measureSet(readUciSet(folder, name), protocols.arora2020));
  } catch (cause) {
    queueMicrotask(() => {
      throw new Error(`uci: ${name} failed`, { cause });
    });
  }
}
