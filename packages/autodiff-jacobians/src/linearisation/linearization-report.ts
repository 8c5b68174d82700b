import { matrix, NumericalError, plainEngine } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import type { Inputs } from "../inputs.ts";
import { countOf } from "../inputs.ts";
import { empiricalNtk } from "../kernels/empirical-ntk.ts";
import type { FiniteModel } from "../network/finite-model.ts";
import { difference, norm } from "../network/parameter-algebra.ts";
import type { Parameters } from "../network/parameters.ts";
import { taylorExpansion, trainedNames } from "./taylor-expansion.ts";

/** What {@link linearizationReport} compares with. */
export interface LinearizationOptions extends EngineOptions {
  /** β: the largest |φ''| of the activation; for the error bound. */
  readonly curvature?: number | undefined;
  /** m: the width of the hidden layer; for the error bound. */
  readonly width?: number | undefined;
  /** y [N, O]; for the displacement bound. */
  readonly targets?: Matrix | undefined;
}

/** How far a network has left its linearisation. */
export interface LinearizationReport {
  /** The largest |f(x; w) - f_lin(x; w)| of the given examples and outputs. */
  readonly error: number;
  /** β/(2√m) ‖w - w₀‖², with `curvature` and `width`. */
  readonly errorBound: number | undefined;
  /** ‖w - w₀‖. */
  readonly displacement: number;
  /** ‖f(x; w₀) - y‖ / σ_min(J), with `targets`. */
  readonly displacementBound: number | undefined;
}

/**
 * Measures how far a network at `parameters` is from the linearisation around `model`, next to the
 * bounds that theory has for it.
 *
 * |f - f_lin| ≤ β/(2√m) ‖w - w₀‖² holds for f = (1/√m) Σ ±φ(w_j·x), |x| ≤ 1, of which only the first
 * layer is trained; elsewhere it is an orientation. ‖w - w₀‖ ≤ ‖f₀ - y‖ / σ_min(J) holds for gradient
 * flow of the linearised network on squared errors; σ_min² is the smallest eigenvalue of the full kernel.
 *
 * @throws {@link !NumericalError} `singular` when the kernel has an eigenvalue of 0 and `targets` are given
 */
export async function linearizationReport(
  model: FiniteModel,
  parameters: Parameters,
  x: Inputs,
  options: LinearizationOptions = {},
): Promise<LinearizationReport> {
  const { curvature, width, targets } = options;
  const linear = await taylorExpansion(model, 1)(x, parameters, options);
  const actual = await model.network.at(parameters).forward(x, options);
  const displacement = norm(difference(parameters, model.parameters, trainedNames(model)));
  const known = curvature !== undefined && width !== undefined;
  return {
    error: actual.data.reduce((most, v, i) => Math.max(most, Math.abs(v - linear.data[i]!)), 0),
    errorBound: known ? (curvature / (2 * Math.sqrt(width))) * displacement ** 2 : undefined,
    displacement,
    displacementBound: targets && (await boundOfDisplacement(model, x, targets, options)),
  };
}

async function boundOfDisplacement(
  model: FiniteModel,
  x: Inputs,
  targets: Matrix,
  options: EngineOptions,
): Promise<number> {
  const { engine = plainEngine, signal } = options;
  const size = countOf(x) * model.outputs;
  const { data } = await empiricalNtk(model, x, undefined, { ...options, form: "full" });
  const { values } = await engine.eigenSymmetric(matrix(size, size, data), { signal });
  const smallest = values.at(-1)!;
  if (!(smallest > 0)) {
    throw new NumericalError(
      `linearizationReport: the kernel must be positive definite for the displacement bound, got the eigenvalue ${smallest}`,
      "singular",
      { eigenvalue: smallest },
    );
  }
  const start = await model.forward(x, options);
  const residual = start.data.reduce((sum, f, i) => sum + (f - targets.data[i]!) ** 2, 0);
  return Math.sqrt(residual / smallest);
}
