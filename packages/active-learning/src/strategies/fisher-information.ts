import { matrix, plainEngine, transpose } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";

/**
 * Σ_x (diag(p) − p pᵀ) ⊗ φ φᵀ: the Fisher information that these rows have about the weights of a last
 * layer under softmax, shape [O H, O H], class by class.
 *
 * O(U O² H²) time.
 *
 * @param features - φ, shape [U, H]
 * @param probabilities - p, shape [U, O]
 */
export async function fisherInformation(
  features: Matrix,
  probabilities: Matrix,
  { engine = plainEngine, signal }: EngineOptions = {},
): Promise<Matrix> {
  const { cols: width } = features;
  const { cols: classes, data: p } = probabilities;
  const fisher = matrix(classes * width, classes * width);
  const columns = transpose(features);
  for (let o = 0; o < classes; o++) {
    for (let q = 0; q <= o; q++) {
      const weight = (x: number) => p[x * classes + o]! * ((o === q ? 1 : 0) - p[x * classes + q]!);
      const block = await engine.gram(weighted(columns, weight), columns, { signal });
      placeBlock(fisher, block, o, q);
      if (o !== q) placeBlock(fisher, block, q, o);
    }
  }
  return fisher;
}

/** Each column x times a weight. */
function weighted({ rows, cols, data }: Matrix, weight: (x: number) => number): Matrix {
  const weights = Float64Array.from({ length: cols }, (_, x) => weight(x));
  const result = matrix(rows, cols);
  for (let i = 0; i < rows; i++) {
    for (let x = 0; x < cols; x++) result.data[i * cols + x] = data[i * cols + x]! * weights[x]!;
  }
  return result;
}

/** Block (o, q); blocks are symmetric themselves. */
function placeBlock(whole: Matrix, { rows: width, data }: Matrix, o: number, q: number): void {
  for (let i = 0; i < width; i++) {
    const row = data.subarray(i * width, (i + 1) * width);
    whole.data.set(row, (o * width + i) * whole.cols + q * width);
  }
}
