import { aroraUci } from "@ntkit/architecture";
import type { Candidate } from "./candidate.ts";

/**
 * The networks of the UCI experiment of Arora et al. 2020 in their order: depth 1 … `deepest`, each with the
 * first 0 … depth − 1 dense layers not trained.
 */
export function aroraCandidates(deepest: number): Candidate[] {
  return Array.from({ length: deepest }, (_, d) => d + 1).flatMap((depth) =>
    Array.from({ length: depth }, (_, fixedLayers) => ({
      label: `depth ${depth}, ${fixedLayers} fixed`,
      network: aroraUci({ depth, fixedLayers }),
      settings: { depth, activation: depth === 1 ? null : "relu", fixedLayers },
    })),
  );
}
