import { wasmEngine } from "./wasm-engine.ts";
import type { WasmEngine } from "./wasm-engine.ts";

let current: Promise<WasmEngine> | undefined;

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
  if (current !== undefined) return current;
  const forget = () => {
    if (current === mine) current = undefined;
  };
  const mine: Promise<WasmEngine> = wasmEngine().then((engine) => {
    const dispose = () => {
      forget();
      return engine.dispose();
    };
    return { ...engine, dispose, [Symbol.asyncDispose]: dispose };
  });
  mine.catch(forget);
  current = mine;
  return mine;
}
