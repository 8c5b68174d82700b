import type { Network } from "@ntkit/architecture";
import type { ParameterSpec } from "../../plan/plan.ts";
import type * as tfjs from "@tensorflow/tfjs";
import { ModelError } from "../model-error.ts";
import type { Probe } from "../probe/site.ts";
import type { Tfjs } from "../tfjs.ts";

/** A parameter of a finite network, and what it is. */
export interface DeviceParameter {
  readonly spec: ParameterSpec;
  readonly value: tfjs.Tensor;
}

/** What the layers of a finite network are computed with. */
export interface DeviceRun {
  readonly tf: Tfjs;
  readonly probe: Probe;
  /** The parameter of that name: a layer's place, then what it is to the layer. */
  readonly parameter: (layer: string, parameter: string) => DeviceParameter;
}

/** One layer's place. */
export interface DeviceLayer<N extends Network> extends DeviceRun {
  readonly node: N;
  /** Its place in the network, as in `2.1`. */
  readonly layer: string;
}

/** The error for what a network has and TensorFlow.js, or this module, has not. */
export function notOnBackend({ node, layer }: DeviceLayer<Network>, what = ""): ModelError {
  return new ModelError(
    `networkModel: ${node.type}${what} at ${layer || "the root"} must be computed in float64, there is no rule for it on TensorFlow.js; use finiteNetwork(…).at(…)`,
    "unsupported",
    { layer },
  );
}
