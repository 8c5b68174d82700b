import { matrix, plainEngine } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";

/**
 * Rows of a pool as factors of their Fisher information: V = R ⊗ φ with V Vᵀ = (diag(p) − p pᵀ) ⊗ φ φᵀ
 * and R = (I − p 1ᵀ) diag(√p), shape [O H, O] for each row and never there.
 */
export interface FisherRows {
  /** φ, shape [C, H]. */
  readonly features: Matrix;
  /** R of each row, shape [C, O, O] flat. */
  readonly roots: Float64Array;
  readonly classes: number;
}

/** The factors of these rows. O(C O²) time and memory. */
export function fisherRows(features: Matrix, probabilities: Matrix): FisherRows {
  const { cols: classes, rows, data } = probabilities;
  const roots = new Float64Array(rows * classes * classes);
  for (let x = 0, at = 0; x < rows; x++) {
    for (let o = 0; o < classes; o++) {
      for (let j = 0; j < classes; j++, at++) {
        const p = data[x * classes + o]!;
        roots[at] = ((o === j ? 1 : 0) - p) * Math.sqrt(data[x * classes + j]!);
      }
    }
  }
  return { features, roots, classes };
}

/** V of one row, shape [O H, O]. */
export function factorOf({ features, roots, classes }: FisherRows, row: number): Matrix {
  const { cols: width, data } = features;
  const factor = matrix(classes * width, classes);
  for (let o = 0; o < classes; o++) {
    for (let h = 0; h < width; h++) {
      for (let j = 0; j < classes; j++) {
        factor.data[(o * width + h) * classes + j] =
          roots[(row * classes + o) * classes + j]! * data[row * width + h]!;
      }
    }
  }
  return factor;
}

/** Vᵀ W of every row, shape [C, O, O] flat, for W [O H, O]. O(C H O² + C O³) time. */
export async function projectOn(
  { features, roots, classes }: FisherRows,
  w: Matrix,
  { engine = plainEngine, signal }: EngineOptions = {},
): Promise<Float64Array> {
  const { cols: width, rows } = features;
  const side = matrix(width, classes * classes);
  for (let o = 0; o < classes; o++) {
    for (let h = 0; h < width; h++) {
      const row = w.data.subarray((o * width + h) * classes, (o * width + h + 1) * classes);
      side.data.set(row, (h * classes + o) * classes);
    }
  }
  const { data } = await engine.multiply(features, side, { signal });
  return timesRoots(roots, data, rows, classes);
}

/** Vᵀ A V of every row, shape [C, O, O] flat, for a symmetric A [O H, O H]. O(C O² H²) time. */
export async function quadraticForms(
  { features, roots, classes }: FisherRows,
  a: Matrix,
  { engine = plainEngine, signal }: EngineOptions = {},
): Promise<Float64Array> {
  const { rows } = features;
  const inner = new Float64Array(rows * classes * classes);
  for (let o = 0; o < classes; o++) {
    for (let q = 0; q <= o; q++) {
      const product = await engine.multiply(features, blockOf(a, o, q, features.cols), { signal });
      for (let x = 0; x < rows; x++) {
        const value = rowProduct(product, features, x);
        inner[(x * classes + o) * classes + q] = value;
        inner[(x * classes + q) * classes + o] = value;
      }
    }
  }
  const right = timesRoots(roots, inner, rows, classes);
  return timesRoots(roots, transposed(right, rows, classes), rows, classes);
}

function blockOf({ cols, data }: Matrix, o: number, q: number, width: number): Matrix {
  const block = matrix(width, width);
  for (let i = 0; i < width; i++) {
    const from = (o * width + i) * cols + q * width;
    block.data.set(data.subarray(from, from + width), i * width);
  }
  return block;
}

function rowProduct(a: Matrix, b: Matrix, row: number): number {
  let sum = 0;
  for (let k = row * a.cols; k < (row + 1) * a.cols; k++) sum += a.data[k]! * b.data[k]!;
  return sum;
}

/** Rᵀ B of each row. */
function timesRoots(
  roots: Float64Array,
  b: Float64Array,
  rows: number,
  classes: number,
): Float64Array {
  const result = new Float64Array(b.length);
  for (let x = 0; x < rows; x++) {
    const base = x * classes * classes;
    for (let o = 0; o < classes; o++) {
      for (let i = 0; i < classes; i++) {
        const weight = roots[base + o * classes + i]!;
        for (let j = 0; j < classes; j++) {
          result[base + i * classes + j]! += weight * b[base + o * classes + j]!;
        }
      }
    }
  }
  return result;
}

function transposed(b: Float64Array, rows: number, classes: number): Float64Array {
  const result = new Float64Array(b.length);
  for (let x = 0; x < rows; x++) {
    const base = x * classes * classes;
    for (let i = 0; i < classes; i++) {
      for (let j = 0; j < classes; j++) {
        result[base + j * classes + i] = b[base + i * classes + j]!;
      }
    }
  }
  return result;
}
