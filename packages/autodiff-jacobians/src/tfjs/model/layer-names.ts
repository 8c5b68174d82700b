import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";

/** A name for every layer: its own after those of the models that it lies in, at its first place. */
export function layerNames(tf: Tfjs, model: tfjs.LayersModel): Map<tfjs.layers.Layer, string> {
  const names = new Map<tfjs.layers.Layer, string>();
  const visit = (layers: readonly tfjs.layers.Layer[], path: string): void => {
    for (const layer of layers) {
      if (names.has(layer)) continue;
      const name = path + layer.name;
      names.set(layer, name);
      if (layer instanceof tf.LayersModel) visit(layer.layers, `${name}/`);
    }
  };
  visit(model.layers, "");
  return names;
}
