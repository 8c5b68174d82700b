/** Σ cᵢ xⁿ⁻ⁱ for the coefficients c₀ … cₙ, highest power first (Horner). */
export function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (const coefficient of coefficients) value = value * x + coefficient;
  return value;
}
