import { empiricalNtk } from "@ntkit/autodiff-jacobians";
import type { FactorSource, Inputs } from "@ntkit/autodiff-jacobians";
import { matrix, plainEngine } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { pseudoNtk } from "./pseudo-ntk.ts";
import type { PseudoNtkOptions } from "./pseudo-ntk.ts";
import { pseudoRegression } from "./pseudo-regression.ts";

/** What {@link pseudoDistance} compares besides kernels. */
export interface PseudoDistanceOptions extends PseudoNtkOptions {
  /** A regression whose outputs are compared. */
  readonly regression?:
    | {
        /** y of the examples, [N, O]. */
        readonly targets: Matrix;
        /** Test examples. */
        readonly test: Inputs;
        /** Added to the diagonals, absolute. Default: 0. */
        readonly ridge?: number | undefined;
      }
    | undefined;
}

/** How far k̂ ⊗ I is from the full empirical NTK. */
export interface PseudoDistance {
  /** ‖k̂ ⊗ I - Θ‖ / ‖Θ‖, Frobenius norms. */
  readonly frobenius: number;
  /** |λ_max(k̂) - λ_max(Θ)| / λ_max(Θ). */
  readonly largestEigenvalue: number;
  /** ‖f_k̂ - f_Θ‖ / ‖f_Θ‖ of the regressions' outputs at the test examples, if one is given. */
  readonly regression: number | undefined;
}

/**
 * Measures the distance of the pseudo-NTK from the full kernel, which it computes: [NO, NO] numbers and
 * its eigenvalues. See {@link pseudoDistanceSample} where that does not fit.
 *
 * @see Mohamadi, Bae & Sutherland 2023 (arXiv:2206.12543), figures 3 and 7
 */
export async function pseudoDistance(
  source: FactorSource,
  x: Inputs,
  options: PseudoDistanceOptions = {},
): Promise<PseudoDistance> {
  const { regression, ...call } = options;
  const pseudo = await pseudoNtk(source, x, undefined, call);
  const full = asMatrix(await empiricalNtk(source, x, undefined, { ...call, form: "full" }));
  const [small, large] = [await largestOf(pseudo, call), await largestOf(full, call)];
  return {
    frobenius: relativeDistance(expand(pseudo, source.outputs), full),
    largestEigenvalue: Math.abs(small - large) / large,
    regression: regression && (await regressionDistance(source, x, pseudo, full, options)),
  };
}

async function regressionDistance(
  source: FactorSource,
  x: Inputs,
  pseudo: Matrix,
  full: Matrix,
  { regression, ...call }: PseudoDistanceOptions,
): Promise<number> {
  const { targets, test, ridge = 0 } = regression!;
  const o = source.outputs;
  const cross = await pseudoNtk(source, test, x, call);
  const options = { ...callOf(call), ridge };
  const mine = await pseudoRegression({ kernel: pseudo, cross, targets, ...options });
  const fullCross = asMatrix(await empiricalNtk(source, test, x, { ...call, form: "full" }));
  const column = matrix(targets.rows * o, 1, targets.data);
  const theirs = await pseudoRegression({
    kernel: full,
    cross: fullCross,
    targets: column,
    ...options,
  });
  return relativeDistance(mine, theirs);
}

function callOf({ engine, signal }: EngineOptions): EngineOptions {
  return { engine, signal };
}

async function largestOf(
  a: Matrix,
  { engine = plainEngine, signal }: EngineOptions,
): Promise<number> {
  return (await engine.eigenSymmetric(a, { signal })).values[0]!;
}

/** A kernel [N, O, M, O] as [N O, M O]. */
function asMatrix({
  shape: [n, o, m],
  data,
}: {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}): Matrix {
  return matrix(n! * o!, m! * o!, data);
}

/** K ⊗ I, sample-major. */
function expand({ rows, cols, data }: Matrix, outputs: number): Matrix {
  const result = matrix(rows * outputs, cols * outputs);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++) {
      for (let o = 0; o < outputs; o++) {
        result.data[(i * outputs + o) * result.cols + j * outputs + o] = data[i * cols + j]!;
      }
    }
  }
  return result;
}

/** ‖a - b‖ / ‖b‖. */
function relativeDistance(a: Matrix, b: Matrix): number {
  let [difference, size] = [0, 0];
  b.data.forEach((value, i) => {
    difference += (a.data[i]! - value) ** 2;
    size += value * value;
  });
  if (size === 0) throw new RangeError("pseudoDistance: the full kernel must not be zero");
  return Math.sqrt(difference / size);
}
