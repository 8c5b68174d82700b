import { availableParallelism } from "node:os";
import { plainEngine, wasmEngine } from "@ntkit/linalg";
import type { Engine } from "@ntkit/linalg";
import { nativeEngine } from "@ntkit/linalg/native";
import { onnxEngine } from "@ntkit/linalg/onnx";
import { wideIfPossible } from "@ntkit/linalg/tasks";
import { engineChoice } from "./engine-choice.ts";
import type { EngineKind } from "./engine-choice.ts";
import { UsageError } from "../errors/usage-error.ts";

/** Below this many rows the start of the threads takes longer than what they save. */
const FEW_ROWS = 400;

/** An engine and how to end it. */
interface Opened {
  readonly engine: Engine;
  readonly close: () => Promise<void>;
}

/**
 * Runs a computation on the engine that `--engine` names, or else on the fastest that needs nothing
 * installed for matrices of `rows` rows, and ends its threads.
 *
 * `wasm` and `plain` give the same bits for every number of threads; `native` and `onnx` round otherwise.
 *
 * @param threads - as the user asked; by default as many as there are processors, for large matrices
 */
export async function withEngine<T>(
  threads: number | undefined,
  rows: number,
  run: (engine: Engine) => Promise<T>,
): Promise<T> {
  const choice = engineChoice();
  const { engine, close } = await open(choice.kind, threads, rows);
  choice.ran = engine.name;
  try {
    return await run(engine);
  } finally {
    await close();
  }
}

async function open(
  kind: EngineKind | undefined,
  threads: number | undefined,
  rows: number,
): Promise<Opened> {
  if (kind === "plain" && threads !== undefined && threads > 1) {
    throw new UsageError(`--threads must be 1 with --engine plain, got ${threads}`);
  }
  if (kind === "plain" || (kind === undefined && threads === undefined && rows < FEW_ROWS)) {
    return { engine: plainEngine, close: () => Promise.resolve() };
  }
  const count = threads ?? availableParallelism();
  if (kind === "native") {
    return { engine: await nativeEngine({ threads: count }), close: () => Promise.resolve() };
  }
  const wasm = await wideIfPossible((wide) => wasmEngine({ threads: count, wide }));
  if (kind !== "onnx") return { engine: wasm, close: () => wasm.dispose() };
  try {
    const engine = await onnxEngine({ engine: wasm, threads: count });
    return { engine, close: () => Promise.all([engine.dispose(), wasm.dispose()]).then(() => undefined) }; // prettier-ignore
  } catch (error) {
    await wasm.dispose();
    throw error;
  }
}
