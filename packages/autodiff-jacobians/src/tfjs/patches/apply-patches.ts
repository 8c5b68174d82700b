import type { Tfjs } from "../tfjs.ts";
import { patches } from "./patches.ts";

/**
 * Applies the patches for this backend and version, and returns their names. They stay in force in
 * this namespace of TensorFlow.js.
 */
export function applyPatches(tf: Tfjs, backend: string): readonly string[] {
  const due = patches.filter(
    (patch) => patch.backend === backend && patch.versions.includes(tf.version_core),
  );
  for (const patch of due) patch.apply(tf);
  return due.map(({ name }) => name);
}
