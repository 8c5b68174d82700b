import { biasUse, weightUse, withBias } from "./bias.ts";
import { activated, fieldsOf } from "./layer-fields.ts";
import type { LayerRule } from "./rule.ts";

/** Dense: z = x W + b over the last axis. */
export const dense: LayerRule = (call) => {
  const { tf, inputs, probe } = call;
  const x = inputs[0]!;
  const fields = fieldsOf(call);
  const kernel = fields.kernel.read();
  const rows = tf.matMul(tf.reshape(x, [-1, kernel.shape[0]]), kernel);
  const z = tf.reshape(rows, [...x.shape.slice(0, -1), kernel.shape[1]!]);
  const uses = [...weightUse(call, "kernel", x), ...biasUse(call)];
  return activated(fields, probe(withBias(call, z), uses));
};
