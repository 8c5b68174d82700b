import type * as tfjs from "@tensorflow/tfjs";

/** The namespace of TensorFlow.js, of which everything here is handed one and imports none. */
export type Tfjs = typeof tfjs;
