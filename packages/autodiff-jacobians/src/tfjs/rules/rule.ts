import type * as tfjs from "@tensorflow/tfjs";
import type { Probe } from "../probe/site.ts";
import type { Tfjs } from "../tfjs.ts";

/** One call of a layer, for its rule. */
export interface LayerCall {
  readonly tf: Tfjs;
  readonly layer: tfjs.layers.Layer;
  /** Name for probes: the layer's, after those of the models that it lies in. */
  readonly name: string;
  readonly inputs: readonly tfjs.Tensor[];
  /** Whether its parameters are trained. */
  readonly trainable: boolean;
  readonly probe: Probe;
}

/** What a layer gives in inference mode, with its parameters marked. */
export type LayerRule = (call: LayerCall) => tfjs.Tensor | readonly tfjs.Tensor[];
