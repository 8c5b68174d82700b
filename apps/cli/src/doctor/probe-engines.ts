import { type Engine, fromRows, plainEngine, toRows, wasmEngine } from "@ntkit/linalg";
import { nativeEngine } from "@ntkit/linalg/native";
import { onnxEngine } from "@ntkit/linalg/onnx";
import { libraryPaths } from "./library-paths.ts";

/** An engine that computes here, or why it does not. */
export type Probe =
  | {
      readonly engine: string;
      readonly loads: true;
      /** The engine's own name, with its threads. */
      readonly name: string;
      /** Of a native engine: files of the library, where they are known, and what it says of itself. */
      readonly library?: readonly string[];
      readonly version?: string;
    }
  | { readonly engine: string; readonly loads: false; readonly reason: string };

type Open = () => Promise<{ readonly engine: Engine; readonly dispose?: () => Promise<void> }>;

/**
 * What each engine needs is tried by a small computation. The wide kernels come after the others of
 * WebAssembly, because their flag holds for the process from then on.
 */
const engineProbes: Readonly<Record<string, Open>> = {
  plain: () => Promise.resolve({ engine: plainEngine }),
  wasm: () => openWasm({}),
  "wasm fma": () => openWasm({ fma: true }),
  "wasm wide": () => openWasm({ wide: true }),
  onnx: async () => {
    const engine = await onnxEngine({ engine: plainEngine });
    return { engine, dispose: () => engine.dispose() };
  },
  native: async () => ({ engine: await nativeEngine() }),
};

async function openWasm(options: { fma?: boolean; wide?: boolean }): ReturnType<Open> {
  const engine = await wasmEngine(options);
  return { engine, dispose: () => engine.dispose() };
}

/** Tries one engine after the other. */
export async function probeEngines(
  signal: AbortSignal,
  probes: Readonly<Record<string, Open>> = engineProbes,
): Promise<Probe[]> {
  const found: Probe[] = [];
  for (const [name, open] of Object.entries(probes)) {
    signal.throwIfAborted();
    found.push(await probe(name, open));
  }
  return found;
}

async function probe(engine: string, open: Open): Promise<Probe> {
  try {
    const opened = await open();
    try {
      await assertComputes(opened.engine);
      return { engine, loads: true, name: opened.engine.name, ...libraryOf(opened.engine) };
    } finally {
      await opened.dispose?.();
    }
  } catch (error) {
    return { engine, loads: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Throws unless the engine solves a system of two equations. */
async function assertComputes(engine: Engine): Promise<void> {
  const a = await engine.gram(fromRows([[2, 0], [1, 3]])); // prettier-ignore
  const x = await engine.solveCholesky(await engine.cholesky(a), fromRows([[2], [19]]));
  const got = toRows(x).flat();
  if (!(Math.abs(got[0]! + 0.5) < 1e-12 && Math.abs(got[1]! - 2) < 1e-12)) {
    throw new Error(`${engine.name}: must solve to -0.5 and 2, got ${got.join(" and ")}`);
  }
}

function libraryOf(engine: Engine): { library?: readonly string[]; version?: string } {
  const { library, version } = engine as Partial<
    Readonly<{ library: readonly string[]; version: string }>
  >;
  return {
    ...(library !== undefined && { library: libraryPaths(library) }),
    ...(version !== undefined && { version }),
  };
}
