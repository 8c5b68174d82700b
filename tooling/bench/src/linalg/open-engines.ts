import { availableParallelism } from "node:os";
import process from "node:process";
import { type Engine, EngineError, type WasmEngine, wasmEngine } from "@ntkit/linalg";
import { nativeEngine } from "@ntkit/linalg/native";
import { wideIfPossible } from "@ntkit/linalg/tasks";

/** An engine whose times are compared. */
export interface BenchEngine {
  readonly engine: Engine;
  readonly kind: "wasm" | "native";
  /** Runs on all processors: the goals are for these. */
  readonly full: boolean;
}

/** All engines that run here, and why others do not. */
export interface BenchEngines {
  readonly engines: readonly BenchEngine[];
  /** The WebAssembly engine on all processors; it also makes the matrices. */
  readonly builder: Engine;
  readonly missing: string | undefined;
  readonly close: () => Promise<void>;
}

/** Each engine on one thread and on all: WebAssembly, wide where that is possible, and native. */
export async function openEngines(): Promise<BenchEngines> {
  const counts = [...new Set([1, availableParallelism()])];
  const wasm: WasmEngine[] = [];
  for (const threads of counts) wasm.push(await openWasm(threads));
  const { found, missing } = await openNative(counts);
  const entry = (kind: BenchEngine["kind"]) => (engine: Engine, at: number) => ({
    engine,
    kind,
    full: at === counts.length - 1,
  });
  return {
    engines: [...wasm.map(entry("wasm")), ...found.map(entry("native"))],
    builder: wasm.at(-1)!,
    missing,
    close: async () => {
      await Promise.all(wasm.map((engine) => engine.dispose()));
    },
  };
}

/** The WebAssembly engine on so many threads, with 256-bit vectors where possible. */
export function openWasm(threads: number): Promise<WasmEngine> {
  return wideIfPossible((wide) => wasmEngine({ threads, wide }));
}

async function openNative(
  counts: readonly number[],
): Promise<{ found: readonly Engine[]; missing?: string }> {
  // As for the peers: OpenBLAS reads this when it is loaded, and chooses its kernels by it.
  delete process.env.OPENBLAS_CORETYPE;
  try {
    const found: Engine[] = [];
    for (const threads of counts) found.push(await nativeEngine({ threads }));
    return { found };
  } catch (error) {
    if (error instanceof EngineError) return { found: [], missing: error.message };
    throw error;
  }
}
