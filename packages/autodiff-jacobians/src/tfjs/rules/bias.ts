import type * as tfjs from "@tensorflow/tfjs";
import type { ParameterUse } from "../probe/site.ts";
import { fieldsOf } from "./layer-fields.ts";
import type { LayerCall } from "./rule.ts";

/** z with the layer's bias along the last axis. */
export function withBias<T extends tfjs.Tensor>(call: LayerCall, z: T): T {
  const { bias } = fieldsOf(call);
  return bias === null ? z : call.tf.add<T>(z, bias.read());
}

/** The layer's bias, if it has a trained one. */
export function biasUse(call: LayerCall): ParameterUse[] {
  if (!call.trainable || fieldsOf(call).bias === null) return [];
  return [{ kind: "bias", layer: call.name, parameter: "bias" }];
}

/** Trained weights that are multiplied by `inputs`. */
export function weightUse(
  { name, trainable }: LayerCall,
  parameter: string,
  inputs: Extract<ParameterUse, { kind: "linear" }>["inputs"],
): ParameterUse[] {
  return trainable ? [{ kind: "linear", layer: name, parameter, inputs }] : [];
}
