import type { FiniteModel } from "../network/finite-model.ts";
import type { Trainable } from "../training/trainable.ts";
import { taylorExpansion } from "./taylor-expansion.ts";

/**
 * The network that is linear in its parameters, f(x; w₀) + J(x; w₀)(w - w₀), around the parameters w₀
 * of `model`. It trains like a finite network; its tangent kernel is that of `model`, at all times.
 */
export function linearizedNetwork(model: FiniteModel): Trainable {
  const linear = taylorExpansion(model, 1);
  return {
    parameters: model.network.parameters,
    at: (parameters) => ({
      forward: (x, options) => linear(x, parameters, options),
      pull: async (x, cotangent, options) => {
        const values = await linear(x, parameters, options);
        const u = typeof cotangent === "function" ? cotangent(values) : cotangent;
        const { gradient } = await model.pull(x, u, options);
        return { values, gradient };
      },
    }),
  };
}
