import { EngineError } from "../engine-error.ts";
import { allowWideVectors, marked } from "./widen.ts";

/** How {@link compileModule} compiles, and who complains. */
export interface CompileOptions {
  readonly caller: string;
  /** What the runtime must know, for the message. */
  readonly needs: string;
  /** Pairs of 128-bit operations joined to 256-bit ones: V8's flag, from then on for all modules. */
  readonly wide: boolean;
}

/**
 * A compiled WebAssembly module, which threads can share.
 *
 * @throws {@link EngineError} `not-supported` when this runtime cannot do what the module needs, or
 *   `wide` outside of Node 24 and later
 */
export async function compileModule(
  bytes: Uint8Array<ArrayBuffer>,
  { caller, needs, wide }: CompileOptions,
): Promise<WebAssembly.Module> {
  if (wide) allowWideVectors(caller);
  try {
    return await WebAssembly.compile(wide ? marked(bytes) : bytes);
  } catch (cause) {
    throw new EngineError(
      `${caller}: this runtime must know ${needs}, got ${String(cause)}`,
      "not-supported",
      { cause },
    );
  }
}
