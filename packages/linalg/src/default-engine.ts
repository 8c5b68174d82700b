import { wasmEngine } from "./wasm-engine.ts";
import type { WasmEngine } from "./wasm-engine.ts";

let engine: Promise<WasmEngine> | undefined;

/**
 * The engine that all callers of this function share: {@link wasmEngine} with its defaults, started by
 * the first call.
 *
 * Idle threads do not keep Node running. Disposing it disposes it for all; the call after that starts
 * a new one, and so does the call after a start that failed.
 *
 * @throws {@link EngineError} as {@link wasmEngine}
 */
export function defaultEngine(): Promise<WasmEngine> {
  engine ??= start();
  return engine;
}

async function start(): Promise<WasmEngine> {
  try {
    const started = await wasmEngine();
    const dispose = () => {
      engine = undefined;
      return started.dispose();
    };
    return { ...started, dispose, [Symbol.asyncDispose]: dispose };
  } catch (error) {
    engine = undefined;
    throw error;
  }
}
