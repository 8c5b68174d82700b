import type { ActivationNode } from "../activation-node.ts";
import { type SerialNode, serial } from "../combinators/serial.ts";
import { type DenseOptions, dense } from "../dense.ts";
import type { Widths } from "./preset-options.ts";

/** Returns dense layers with one activation between them, flat, so that depths share their prefixes. */
export function perceptron(
  layers: readonly DenseOptions[],
  activation: ActivationNode,
  { units, outputs }: Widths,
): SerialNode {
  const last = layers.length - 1;
  const nodes = layers.map((options, i) => {
    const width = i === last ? outputs : units;
    return dense(width === undefined ? options : { ...options, units: width });
  });
  return serial(...nodes.flatMap((node, i) => (i === 0 ? [node] : [activation, node])));
}
