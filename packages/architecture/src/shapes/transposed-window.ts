import type { Window, WindowPlaces } from "./sliding-window.ts";

/**
 * Returns how a transposed convolution meets one axis: input p adds to the places p stride − low + δ,
 * 0 ≤ δ < window, those beyond the edges being dropped ("same") or counted modulo the outputs ("circular").
 *
 * "valid": size stride + max(0, window − stride) outputs, low 0. "same", "circular": size stride outputs, low
 * ⌊max(0, window − stride)/2⌋, so that it is the adjoint of the convolution from its outputs to its input.
 */
export function transposedWindow({ size, window, stride, padding }: Window): WindowPlaces {
  const more = Math.max(0, window - stride);
  return padding === "valid"
    ? { outputs: size * stride + more, low: 0 }
    : { outputs: size * stride, low: Math.floor(more / 2) };
}
