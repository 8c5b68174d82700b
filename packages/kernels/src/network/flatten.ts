import type {
  FanInConcatNode,
  FanInProdNode,
  FanInSumNode,
  FanOutNode,
  IdentityNode,
  Network,
  ParallelNode,
  RepeatNode,
  SerialNode,
} from "@ntkit/architecture";

/** A node that changes one signal: everything but combinators. */
export type LayerNode = Exclude<
  Network,
  | SerialNode
  | RepeatNode
  | IdentityNode
  | FanOutNode
  | ParallelNode
  | FanInSumNode
  | FanInProdNode
  | FanInConcatNode
>;

/** Branches with what merges them. */
export interface Fork {
  readonly type: "fork";
  readonly branches: readonly (readonly Step[])[];
  readonly merge: "fanInSum" | "fanInProd" | "fanInConcat";
}

/** A step along one signal, and where in the tree it stands. */
export interface Step {
  readonly node: LayerNode | Fork;
  readonly path: readonly (string | number)[];
}

interface Leaf {
  readonly node: Exclude<Network, SerialNode | RepeatNode | IdentityNode>;
  readonly path: readonly (string | number)[];
}

/**
 * The steps of a network in order: serial and repeat written out, and every fanOut with its parallels
 * and its fanIn gathered into one fork. The wiring has been checked when the network was built.
 */
export function flatten(network: Network, path: readonly (string | number)[] = []): Step[] {
  const steps: Step[] = [];
  let branches: Step[][] | null = null;
  for (const { node, path: at } of leaves(network, path)) {
    if (node.type === "fanOut") {
      branches = Array.from({ length: node.count }, () => []);
    } else if (node.type === "parallel") {
      node.branches.forEach((branch, i) => {
        for (const step of flatten(branch, [...at, "branches", i])) branches?.[i]?.push(step);
      });
    } else if (
      node.type === "fanInSum" ||
      node.type === "fanInProd" ||
      node.type === "fanInConcat"
    ) {
      steps.push({ node: { type: "fork", branches: branches ?? [], merge: node.type }, path: at });
      branches = null;
    } else {
      steps.push({ node, path: at });
    }
  }
  return steps;
}

function* leaves(node: Network, path: readonly (string | number)[]): Generator<Leaf> {
  if (node.type === "serial") {
    for (const [i, layer] of node.layers.entries()) yield* leaves(layer, [...path, "layers", i]);
  } else if (node.type === "repeat") {
    const once = [...leaves(node.layer, [...path, "layer"])];
    for (let i = 0; i < node.times; i++) yield* once;
  } else if (node.type !== "identity") {
    yield { node, path };
  }
}
