import { type Node, isMap, isScalar, isSeq } from "yaml";
import type { Problem } from "./problem.ts";
import { offsetOf } from "./to-plain.ts";

/** Returns where in the text a problem is: at the last key of its path, at the value there, or above it. */
export function locate(root: Node, { path, atKey = false }: Problem): number | undefined {
  let here: Node = root;
  for (const [i, step] of path.entries()) {
    const next = stepInto(here, step);
    if (next === undefined) break;
    if (atKey && i === path.length - 1) return offsetOf(next.key ?? next.value ?? here);
    if (next.value === undefined) return offsetOf(next.key ?? here);
    here = next.value;
  }
  return offsetOf(here);
}

function stepInto(node: Node, step: string | number): { key?: Node; value?: Node } | undefined {
  if (isSeq(node))
    return node.items[Number(step)] ? { value: node.items[Number(step)] as Node } : {};
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
  if (pair === undefined) return undefined;
  return { key: pair.key as Node, ...(pair.value === null ? {} : { value: pair.value as Node }) };
}
