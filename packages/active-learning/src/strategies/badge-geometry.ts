import { matrix, plainEngine, selectRows } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { classify } from "@ntkit/solvers";
import { checkMatrix } from "../check.ts";
import type { Geometry } from "./geometry.ts";
import { nearestLabelled } from "./nearest-labelled.ts";
import { rowNorms } from "./row-norms.ts";

/**
 * The geometry of BADGE's gradient embeddings (p − e_ŷ) ⊗ φ: the gradient of the cross-entropy for the
 * predicted class ŷ in the last layer. The embeddings [U, O H] are never there, only the products
 * ⟨p − e_ŷ, p' − e_ŷ'⟩ ⟨φ, φ'⟩.
 *
 * @param features - φ, inputs of the last layer, shape [U, H]
 * @param probabilities - p, shape [U, O]
 * @see Ash et al. 2020 (arXiv:1906.03671)
 */
export function badgeGeometry(features: Matrix, probabilities: Matrix): Geometry {
  checkMatrix("badgeGeometry", "features", features, undefined, undefined);
  checkMatrix("badgeGeometry", "probabilities", probabilities, features.rows, undefined);
  const residuals = minusPredicted(probabilities);
  const size = features.rows;
  const [ofFeatures, ofResiduals] = [rowNorms(features), rowNorms(residuals)];
  return {
    size,
    squaredNorms: ofFeatures.map((value, x) => value * ofResiduals[x]!),
    products: async (row, options: EngineOptions = {}) => {
      const { engine = plainEngine, signal } = options;
      const one = await engine.gram(selectRows(features, [row]), features, { signal });
      const other = await engine.gram(selectRows(residuals, [row]), residuals, { signal });
      return one.data.map((value, x) => value * other.data[x]!);
    },
    nearestLabelled: nearestLabelled(ofFeatures),
  };
}

function minusPredicted(probabilities: Matrix): Matrix {
  const { rows, cols } = probabilities;
  const residuals = matrix(rows, cols, Float64Array.from(probabilities.data));
  classify(probabilities).forEach((label, x) => residuals.data[x * cols + label]!--);
  return residuals;
}
