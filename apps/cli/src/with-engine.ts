import { availableParallelism } from "node:os";
import { EngineError, plainEngine, wasmEngine } from "@ntkit/linalg";
import type { Engine, WasmEngine } from "@ntkit/linalg";

/** Below this many rows the start of the threads takes longer than what they save. */
const FEW_ROWS = 400;

/**
 * Runs a computation on the fastest engine for matrices of `rows` rows, and ends its threads.
 *
 * All engines give the same bits, so a result does not depend on the machine or on `--threads`.
 *
 * @param threads - as the user asked; by default as many as there are processors, for large matrices
 */
export async function withEngine<T>(
  threads: number | undefined,
  rows: number,
  run: (engine: Engine) => Promise<T>,
): Promise<T> {
  if (threads === undefined && rows < FEW_ROWS) return run(plainEngine);
  const engine = await openEngine(threads ?? availableParallelism());
  try {
    return await run(engine);
  } finally {
    await engine.dispose();
  }
}

/** With 256-bit vectors where this runtime and processor have them, which its self-test decides. */
async function openEngine(threads: number): Promise<WasmEngine> {
  try {
    return await wasmEngine({ threads, wide: true });
  } catch (error) {
    if (error instanceof EngineError && error.code === "not-supported") {
      return wasmEngine({ threads });
    }
    throw error;
  }
}
