import type { OdeProblem } from "./ode-problem.ts";

/** Root mean square of `error` in units of atol + rtol max(|from|, |to|). */
export function errorNorm(
  error: Float64Array,
  from: Float64Array,
  to: Float64Array,
  { rtol, atol }: Pick<OdeProblem, "rtol" | "atol">,
): number {
  let sum = 0;
  for (let i = 0; i < error.length; i++) {
    const scale = atol + rtol * Math.max(Math.abs(from[i]!), Math.abs(to[i]!));
    sum += (error[i]! / scale) ** 2;
  }
  return Math.sqrt(sum / error.length);
}
