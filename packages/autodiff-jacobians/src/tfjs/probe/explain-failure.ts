import { ModelError } from "../model-error.ts";

/** What TensorFlow, WebAssembly, WebGPU and JavaScript say when memory is at an end. */
const exhausted =
  /\bOOM\b|out of memory|cannot enlarge memory|array buffer allocation|invalid typed array length|memory access out of bounds|buffer size .* exceeds/i;

/**
 * What `work` gives, for a batch of `rows`.
 *
 * @throws {@link ModelError} `out-of-memory` where the backend has no more; other errors as they are
 */
export function explainFailure<T>(rows: number, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    if (!exhausted.test(said)) throw cause;
    throw new ModelError(
      `factors: a pass over ${rows} examples and cotangents must fit in the backend's memory, got ${JSON.stringify(said.slice(0, 200))}; give a smaller passMemory`,
      "out-of-memory",
      { cause },
    );
  }
}
