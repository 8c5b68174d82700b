import type { ActivationNode } from "@ntkit/architecture";
import { scalarMoments } from "./scalar-moments.ts";
import type { ScalarMoments } from "./scalar-moments.ts";

/** Hidden layers of one kind, as in a deep network. */
export interface HiddenLayer {
  readonly activation: ActivationNode;
  readonly weightStd: number;
  /** 0 or null for none. */
  readonly biasStd?: number | null;
}

/** What many layers of one kind do to variances, correlations and gradients. */
export interface SignalPropagation {
  /** q*: the variance before activations that deep layers settle at; Infinity where it grows for ever. */
  readonly variance: number;
  /** c*: the correlation that any two inputs end at. */
  readonly correlation: number;
  /** χ₁ = W² E φ'²: by what a layer multiplies small differences, and squared gradients. */
  readonly chi: number;
  /** χ_c*: the same at the correlation c*. */
  readonly chiAtCorrelation: number;
  /** ξ₁ = 1 / |log χ₁|, in layers. */
  readonly depthScale: number;
  /** ξ* = 1 / (log χ₁ − log χ_c*): over how many layers the NTK of a chaotic network forgets its inputs. */
  readonly correlationDepthScale: number;
  /** Ordered (χ₁ < 1): inputs become one; chaotic (χ₁ > 1): they become unrelated; critical between. */
  readonly phase: "ordered" | "critical" | "chaotic";
}

/** |χ₁ − 1| below which a network counts as critical. */
const CRITICAL = 1e-9;

const MOST_LAYERS = 100_000;
const LARGEST = 1e12;

/**
 * Mean-field theory of a deep network of such layers, at infinite width:
 * q' = W² E φ(√q z)² + b², c' q = W² E φφ + b², χ = W² E φ'φ'.
 *
 * @see Poole et al. 2016 (arXiv:1606.05340); Schoenholz et al. 2017 (arXiv:1611.01232); Xiao, Pennington
 *   & Schoenholz 2020 (arXiv:1912.13053)
 */
export function signalPropagation(layer: HiddenLayer): SignalPropagation {
  const moments = scalarMoments(layer.activation);
  const weight = layer.weightStd ** 2;
  const bias = (layer.biasStd ?? 0) ** 2;
  const variance = settledVariance(moments, weight, bias);
  if (!Number.isFinite(variance)) return diverging(moments, weight);
  const chi = weight * moments(variance, 1).slope;
  const phase = phaseOf(chi);
  const correlation = phase === "chaotic" ? settledCorrelation(moments, weight, bias, variance) : 1;
  const chiAtCorrelation = weight * moments(variance, correlation).slope;
  return {
    variance,
    correlation,
    chi,
    chiAtCorrelation,
    depthScale: 1 / Math.abs(Math.log(chi)),
    correlationDepthScale: 1 / (Math.log(chi) - Math.log(chiAtCorrelation)),
    phase,
  };
}

function phaseOf(chi: number): SignalPropagation["phase"] {
  if (Math.abs(chi - 1) < CRITICAL) return "critical";
  return chi < 1 ? "ordered" : "chaotic";
}

/** The limit of q ↦ W² k(q) + b² from 1, by its steps and Aitken's jumps along them. */
function settledVariance(
  moments: (q: number, rho: number) => ScalarMoments,
  weight: number,
  bias: number,
): number {
  const step = (q: number): number => weight * moments(q, 1).value + bias;
  let q = 1;
  for (let n = 0; n < MOST_LAYERS && q < LARGEST; n++) {
    const [first, second] = [step(q), step(step(q))];
    if (Math.abs(first - q) <= 4 * Number.EPSILON * q) return first;
    const bend = second - 2 * first + q;
    const jumped = q - (first - q) ** 2 / bend;
    // A jump is taken where it stays among variances and comes closer.
    const better = jumped > 0 && Math.abs(step(jumped) - jumped) < Math.abs(second - first);
    q = better && second < 2 * q + 1 ? jumped : second;
  }
  return q < LARGEST ? q : Infinity;
}

/** The root below 1 of the correlation map, which is convex and steeper than 1 at 1. */
function settledCorrelation(
  moments: (q: number, rho: number) => ScalarMoments,
  weight: number,
  bias: number,
  q: number,
): number {
  const gain = (rho: number): number => (weight * moments(q, rho).value + bias) / q - rho;
  let [low, high] = [0, 1 - 1e-9];
  if (gain(low) <= 0) return 0;
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (gain(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Homogeneous activations have the same χ at every variance, and so while theirs grows. */
function diverging(
  moments: (q: number, rho: number) => ScalarMoments,
  weight: number,
): SignalPropagation {
  const chi = weight * moments(LARGEST, 1).slope;
  return {
    variance: Infinity,
    correlation: 1,
    chi,
    chiAtCorrelation: chi,
    depthScale: 1 / Math.abs(Math.log(chi)),
    correlationDepthScale: Infinity,
    phase: phaseOf(chi),
  };
}
