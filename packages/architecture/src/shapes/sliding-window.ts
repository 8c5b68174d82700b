import type { Padding } from "../internal/weight-options.ts";

/** A window that slides along one axis. */
export interface Window {
  /** Places of the axis. */
  readonly size: number;
  /** Places of the window, of a filter or a pool. */
  readonly window: number;
  /** Steps of the window. */
  readonly stride: number;
  readonly padding: Padding;
}

/** Where a window stands: output o meets input p under δ < window when p = o stride − low + δ. */
export interface WindowPlaces {
  /** Places that come out; below 1 where a "valid" window does not fit. */
  readonly outputs: number;
  /** How far the first window reaches beyond the first place. */
  readonly low: number;
}

/**
 * Returns how a convolution or pool meets one axis: output o reads the places o stride − low + δ, 0 ≤ δ <
 * window, those beyond the edges being zeros ("same") or counted modulo the size ("circular").
 *
 * "valid": ⌊(size − window)/stride⌋ + 1 outputs, low 0. "same", "circular": ⌈size/stride⌉ outputs, low ⌊t/2⌋
 * of the t = max(0, (outputs − 1) stride + window − size) places that are missing: the rule of TensorFlow.
 */
export function slidingWindow({ size, window, stride, padding }: Window): WindowPlaces {
  if (padding === "valid") return { outputs: Math.floor((size - window) / stride) + 1, low: 0 };
  const outputs = Math.ceil(size / stride);
  const missing = Math.max(0, (outputs - 1) * stride + window - size);
  return { outputs, low: Math.floor(missing / 2) };
}
