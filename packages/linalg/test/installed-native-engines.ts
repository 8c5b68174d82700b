import { EngineError } from "../src/index.ts";
import { nativeEngine } from "../src/native.ts";
import type { NativeEngine } from "../src/native.ts";

/** The library of this machine on one thread and with two, or why there is none. */
async function find(): Promise<readonly NativeEngine[] | string> {
  try {
    return [await nativeEngine({ threads: 1 }), await nativeEngine({ threads: 2 })];
  } catch (error) {
    if (error instanceof EngineError) return error.message;
    throw error;
  }
}

const found = find();

/** Engines on the BLAS of this machine; none where none is installed. */
export async function installedNativeEngines(): Promise<readonly NativeEngine[]> {
  const engines = await found;
  return typeof engines === "string" ? [] : engines;
}

/** Why there are no native engines here, or undefined. */
export async function whyNoNativeEngine(): Promise<string | undefined> {
  const engines = await found;
  return typeof engines === "string" ? engines : undefined;
}
