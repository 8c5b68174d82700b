import type { RidgeFit } from "@ntkit/solvers";
import type { DrawnDiagnosis } from "../plot/diagnose-drawing.ts";

/** The numbers of a diagnosis, for its report and its figure. */
export interface Diagnosis extends DrawnDiagnosis {
  readonly largest: number;
  readonly smallest: number;
  readonly ridges: readonly {
    readonly ridge: number;
    readonly looRmse: number;
    readonly gcv: number;
    readonly dof: number;
    readonly norm2: number;
    readonly condition: number;
  }[];
}

/** Spectrum and errors in numbers; the condition number is ∞ where the smallest eigenvalue is but rounding. */
export function diagnosis(eigenvalues: Float64Array, fits: readonly RidgeFit[]): Diagnosis {
  const [largest, smallest] = [eigenvalues[0]!, eigenvalues.at(-1)!];
  const rounding = eigenvalues.length * Number.EPSILON * largest;
  return {
    eigenvalues,
    largest,
    smallest,
    conditionNumber: smallest > rounding ? largest / smallest : Infinity,
    ridges: fits.map(({ ridge, gcv, dof, norm2, conditionNumber, loo }) => ({
      ridge,
      looRmse: Math.sqrt(meanSquare(loo.residuals.data)),
      gcv,
      dof,
      norm2,
      condition: conditionNumber,
    })),
  };
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}
