import type { Tfjs } from "../tfjs.ts";

/** A correction of one backend of TensorFlow.js from outside, for the versions that need it. */
export interface Patch {
  readonly name: string;
  readonly backend: string;
  /** Versions of TensorFlow.js that were found to need it, exactly. */
  readonly versions: readonly string[];
  /** Conformance checks that fail without it; none where it is only for speed. */
  readonly mends: readonly string[];
  /** Replaces kernels in TensorFlow.js' registry. Applying it twice is applying it once. */
  readonly apply: (tf: Tfjs) => void;
}
