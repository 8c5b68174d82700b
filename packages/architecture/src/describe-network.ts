import type { SerialNode } from "./combinators/serial.ts";
import type { DenseNode } from "./dense.ts";
import { findSizeProblem } from "./internal/find-size-problem.ts";
import { nodeDefinitions } from "./internal/node-schema.ts";
import { NetworkError } from "./network-error.ts";
import type { Network } from "./network.ts";

/**
 * Returns a network as one line for people, `dense(1.41, bias 0.1) → relu → dense(1)`.
 *
 * Numbers are rounded to three digits and options at their default are left out, so that different
 * networks can have the same line: {@link networkHash} tells them apart. O(size of the tree).
 *
 * @throws {NetworkError} when the tree is nested more deeply than readers accept
 */
export function describeNetwork(network: Network): string {
  const problem = findSizeProblem(network);
  if (problem !== undefined) throw new NetworkError(problem.message, problem);
  return network.type === "serial" ? chain(network) : spell(network);
}

function spell(node: Network): string {
  switch (node.type) {
    case "dense":
      return spellDense(node);
    case "serial":
      return `(${chain(node)})`;
    case "repeat":
      return `${spell(node.layer)} × ${node.times}`;
    case "parallel":
      return `[${node.branches.map(inBranch).join(" | ")}]`;
    default:
      return spellOptions(node);
  }
}

function chain({ layers }: SerialNode): string {
  return layers.length === 0 ? "identity" : layers.map(spell).join(" → ");
}

function inBranch(node: Network): string {
  return node.type === "serial" ? chain(node) : spell(node);
}

function spellDense(node: DenseNode): string {
  const parts = [round(node.weightStd)];
  if (node.biasStd !== null) parts.push(`bias ${round(node.biasStd)}`);
  if (node.units !== undefined) parts.push(`${node.units} units`);
  if (node.parameterization === "standard") parts.push("standard");
  if (node.scaling === "sum") parts.push("sum");
  if (!node.trainable) parts.push("fixed");
  return `dense(${parts.join(", ")})`;
}

/** `sin(b 2)`: what has no default by value only, what differs from its default by name. */
function spellOptions(node: Network): string {
  const defaults = nodeDefinitions.get(node.type)?.defaults ?? new Map<string, unknown>();
  const options = Object.entries(node).filter(([key]) => key !== "type");
  const changed = options.filter(([key, value]) => defaults.get(key) !== value);
  const only = options.length === 1 && defaults.size === 0;
  const parts = changed.map(([key, value]) =>
    only ? spellValue(value) : `${key} ${spellValue(value)}`,
  );
  return parts.length === 0 ? node.type : `${node.type}(${parts.join(", ")})`;
}

function spellValue(value: unknown): string {
  if (typeof value === "number") return round(value);
  if (!Array.isArray(value)) return String(value);
  const shown = value.slice(0, 6).map(spellValue).join(", ");
  return `[${shown}${value.length > 6 ? ", …" : ""}]`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
