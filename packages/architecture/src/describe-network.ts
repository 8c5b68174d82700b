import type { SerialNode } from "./combinators/serial.ts";
import type { DenseNode } from "./dense.ts";
import type { WeightOptions } from "./internal/weight-options.ts";
import type { ConvLocalNode } from "./spatial/conv-local.ts";
import type { ConvTransposeNode } from "./spatial/conv-transpose.ts";
import type { ConvNode } from "./spatial/conv.ts";
import { findSizeProblem } from "./internal/find-size-problem.ts";
import { isDefault } from "./internal/is-default.ts";
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
    case "conv":
    case "convTranspose":
    case "convLocal":
      return spellConvolution(node);
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
  const width = node.units === undefined ? [] : [`${node.units} units`];
  return `dense(${spellWeights(node, width).join(", ")})`;
}

/** `conv(3×3, 1.41, same, stride 2×1)`. */
function spellConvolution(node: ConvNode | ConvTransposeNode | ConvLocalNode): string {
  const width = node.channels === undefined ? [] : [`${node.channels} channels`];
  const parts = [node.filterShape.join("×"), ...spellWeights(node, width)];
  if (node.padding !== "valid") parts.push(node.padding);
  if (node.strides?.some((step) => step !== 1)) parts.push(`stride ${node.strides.join("×")}`);
  return `${node.type}(${parts.join(", ")})`;
}

function spellWeights(node: WeightOptions, width: readonly string[]): string[] {
  const parts = [round(node.weightStd)];
  if (node.biasStd !== null) parts.push(`bias ${round(node.biasStd)}`);
  parts.push(...width);
  if (node.parameterization === "standard") parts.push("standard");
  if (node.scaling === "sum") parts.push("sum");
  if (!node.trainable) parts.push("fixed");
  return parts;
}

/** `sin(b 2)`: what has no default by value only, what differs from its default by name. */
function spellOptions(node: Network): string {
  const definition = nodeDefinitions.get(node.type);
  const options = Object.entries(node).filter(([key]) => key !== "type");
  const changed = options.filter(([key, value]) => !isDefault(definition, key, value));
  const only = options.length === 1 && definition?.defaults.size === 0;
  const parts = changed.map(([key, value]) =>
    only ? spellValue(value) : `${key} ${spellValue(value)}`,
  );
  return parts.length === 0 ? node.type : `${node.type}(${parts.join(", ")})`;
}

function spellValue(value: unknown): string {
  if (typeof value === "number") return round(value);
  if (!Array.isArray(value)) return typeof value === "string" ? value : JSON.stringify(value);
  const shown = value.slice(0, 6).map(spellValue).join(", ");
  return `[${shown}${value.length > 6 ? ", …" : ""}]`;
}

function round(value: number): string {
  return String(Number(value.toPrecision(3)));
}
