import type { ActivationNode } from "@ntkit/architecture";
import { activationForm } from "../network/activation-rule.ts";
import { rowSeries } from "../gradient/series-partials.ts";

/**
 * Lipschitz constant of x ↦ Φ(x) with respect to directions x of one norm, for the feature map Φ of
 * the NTK ⟨x, x'⟩ E φ'φ' + E φφ of a network with one hidden layer on the unit sphere:
 *
 * √((g₀ + g₁) max(1, (2g₁ + g₂) / (g₀ + g₁))), g_j = E φ⁽ʲ⁾(z)².
 *
 * Infinity for activations with kinks, whose feature maps are Hölder continuous of exponent ½ only.
 *
 * @returns undefined for activations without a function: `expNormalized`, and `elementwise`
 * @see Bietti & Mairal 2019 (arXiv:1905.12173), Proposition 9
 */
export function featureLipschitz(activation: ActivationNode): number | undefined {
  if (activation.type === "expNormalized") return undefined;
  const form = activationForm(activation, new Map());
  if (!form) return undefined;
  if (form.kind === "abRelu" && form.a === form.b) return Math.abs(form.a) * Math.SQRT2;
  const smooth = form.kind === "smooth" ? form.dual.activation : undefined;
  if (!smooth) return Infinity;
  const { phi, first, second } = rowSeries(smooth, Float64Array.of(1));
  const [g0, g1, g2] = [phi, first, second].map(squares) as [number, number, number];
  return Math.sqrt((g0 + g1) * Math.max(1, (2 * g1 + g2) / (g0 + g1)));
}

function squares(series: Float64Array): number {
  return series.reduce((sum, value) => sum + value * value, 0);
}
