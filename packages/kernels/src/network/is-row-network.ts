import type { Network } from "@ntkit/architecture";
import { isActivation } from "@ntkit/architecture";
import type { Step } from "./flatten.ts";
import { flatten } from "./flatten.ts";

/** Returns whether a network acts on rows of features only, so that it has no need of places. */
export function isRowNetwork(network: Network): boolean {
  return flatten(network).every(isRowStep);
}

function isRowStep({ node }: Step): boolean {
  if (node.type === "fork") {
    return node.merge !== "fanInProd" && node.branches.every((branch) => branch.every(isRowStep));
  }
  if (node.type === "layerNorm") return node.spatialAxes.length === 0;
  return node.type === "dense" || isActivation(node);
}
