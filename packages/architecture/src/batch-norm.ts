import { construct } from "./internal/construct.ts";
import { type NodeDefinition, defineNode } from "./internal/define-node.ts";
import { nonNegative } from "./internal/options.ts";

/** Units shifted and scaled by stored means and variances. */
export interface BatchNormNode {
  readonly type: "batchNorm";
  /** Added to the variance before the division. */
  readonly epsilon: number;
}

/** Options of {@link batchNorm}; what is left out has the default. */
export type BatchNormOptions = Partial<Omit<BatchNormNode, "type">>;

export const batchNormDefinition: NodeDefinition<BatchNormNode> = defineNode<BatchNormNode>(
  "batchNorm",
  "Batch normalisation with stored statistics; finite networks only.",
  { epsilon: nonNegative("Added to the variance before the division.").default(1e-3) },
);

/**
 * Returns batch normalisation in inference mode, for finite networks: its statistics are numbers of a
 * trained network, so that it has no kernel at infinite width.
 *
 * @throws {NetworkError} when `epsilon` is below 0
 */
export function batchNorm(options: BatchNormOptions = {}): BatchNormNode {
  return construct(batchNormDefinition, options);
}
