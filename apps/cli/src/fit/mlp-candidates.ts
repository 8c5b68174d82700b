import { type Network, fromJson } from "@ntkit/architecture";
import type { Candidate } from "./candidate.ts";

/** A grid of multilayer perceptrons. Depth counts dense layers, so depth 1 is the linear model. */
export interface MlpSpace {
  readonly depths: readonly number[];
  /** Node types of activations without required options: "relu", "erf", "gelu", … */
  readonly activations: readonly string[];
  /** How many of the first dense layers are not trained; combinations with all layers fixed are left out. */
  readonly fixedLayers: readonly number[];
  readonly weightStd: number;
  readonly biasStd: number | null;
}

/**
 * The networks of a grid, in the order depth, activation, fixed layers.
 *
 * Equal networks appear once: depth 1 has no activation.
 */
export function mlpCandidates(space: MlpSpace): Candidate[] {
  const several = space.fixedLayers.length > 1 || (space.fixedLayers[0] ?? 0) > 0;
  return space.depths.flatMap((depth) => {
    const activations = depth === 1 ? space.activations.slice(0, 1) : space.activations;
    return activations.flatMap((activation) =>
      space.fixedLayers
        .filter((fixed) => fixed < depth)
        .map((fixedLayers) => ({
          label: label(depth, activation, several ? fixedLayers : undefined),
          network: mlp({ ...space, depth, activation, fixedLayers }),
          settings: { depth, activation: depth === 1 ? null : activation, fixedLayers },
        })),
    );
  });
}

function label(depth: number, activation: string, fixed: number | undefined): string {
  const parts = [`depth ${depth}`, depth === 1 ? "linear" : activation];
  if (fixed !== undefined) parts.push(`${fixed} fixed`);
  return parts.join(", ");
}

interface MlpSettings {
  readonly depth: number;
  readonly activation: string;
  readonly fixedLayers: number;
  readonly weightStd: number;
  readonly biasStd: number | null;
}

function mlp({ depth, activation, fixedLayers, weightStd, biasStd }: MlpSettings): Network {
  const layers = Array.from({ length: depth }, (_, i) => {
    const dense = { type: "dense", weightStd, biasStd, trainable: i >= fixedLayers };
    return i === 0 ? [dense] : [{ type: activation }, dense];
  });
  return fromJson({ type: "serial", layers: layers.flat() });
}
