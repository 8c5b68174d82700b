import { fieldsOf } from "./layer-fields.ts";
import type { LayerRule } from "./rule.ts";

/** Embedding: rows of a table, by id. */
export const embedding: LayerRule = (call) => {
  const { tf, inputs, name, trainable, probe } = call;
  const { embeddings, inputDim: vocabulary } = fieldsOf(call);
  const ids = tf.cast(inputs[0]!, "int32");
  const table = embeddings.read();
  const rows = tf.gather(table, tf.reshape(ids, [-1]));
  const z = tf.reshape(rows, [...ids.shape, table.shape[1]!]);
  if (!trainable) return z;
  return probe(z, [{ kind: "embedding", layer: name, parameter: "embeddings", ids, vocabulary }]);
};
