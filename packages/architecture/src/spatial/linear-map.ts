import { construct } from "../internal/construct.ts";
import { type NodeDefinition, defineNode } from "../internal/define-node.ts";
import { rectangle, spatialAxis } from "../internal/options.ts";

/** A constant matrix along one spatial axis. */
export interface LinearMapNode {
  readonly type: "linearMap";
  /** The spatial axis, 1 the first. */
  readonly axis: number;
  /** The matrix [places after, places before]. */
  readonly matrix: readonly (readonly number[])[];
}

/** Options of {@link linearMap}. */
export type LinearMapOptions = Pick<LinearMapNode, "matrix"> & Partial<Omit<LinearMapNode, "type">>;

export const linearMapDefinition: NodeDefinition<LinearMapNode> = defineNode<LinearMapNode>(
  "linearMap",
  "A constant matrix along one spatial axis.",
  {
    axis: spatialAxis("The spatial axis, 1 the first.").default(1),
    matrix: rectangle("The matrix, a row per place after it and a column per place before."),
  },
);

/**
 * Returns the map z(o) = Σ_p matrix[o][p] x(p) along one spatial axis: K' = M K Mᵀ, Θ' = M Θ Mᵀ.
 *
 * It has no parameters. A map of several axes that is a product is one node per axis.
 *
 * @throws {NetworkError} when the matrix has no rows or rows of different lengths
 */
export function linearMap(options: LinearMapOptions): LinearMapNode {
  return construct(linearMapDefinition, options);
}
