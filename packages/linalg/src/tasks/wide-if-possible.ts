import { EngineError } from "../engine-error.ts";

/**
 * What `open` gives with 256-bit vectors where this runtime and processor have them, which its
 * self-test decides, and without them elsewhere.
 */
export async function wideIfPossible<T>(open: (wide: boolean) => Promise<T>): Promise<T> {
  try {
    return await open(true);
  } catch (error) {
    if (error instanceof EngineError && error.code === "not-supported") return open(false);
    throw error;
  }
}
