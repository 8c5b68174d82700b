import { plainEngine, readDiagonal, readTile, selectRows } from "@ntkit/linalg";
import type { EngineOptions, Matrix, SymmetricTiles } from "@ntkit/linalg";
import { checkMatrix } from "../check.ts";
import { nearestLabelled } from "./nearest-labelled.ts";
import type { NearestLabelled } from "./nearest-labelled.ts";
import { rowNorms } from "./row-norms.ts";

/** Inner products of a pool's U rows in some feature space, and with the N labelled rows if there are any. */
export interface Geometry {
  readonly size: number;
  /** ⟨φ(x), φ(x)⟩ of the pool, shape [U]. */
  readonly squaredNorms: Float64Array;
  /** ⟨φ(x), φ(row)⟩ of the pool with one of its rows, shape [U]. */
  readonly products: (row: number, options?: EngineOptions) => Promise<Float64Array>;
  /** Squared distance of each pool row to the nearest labelled one and which it is; without labelled rows ∞ and −1. */
  readonly nearestLabelled: NearestLabelled;
}

/** The geometry of feature vectors. O(U N H) once, O(U H) for each column of products. */
export async function featureGeometry(
  features: Matrix,
  labelled?: Matrix,
  { engine = plainEngine, signal }: EngineOptions = {},
): Promise<Geometry> {
  checkMatrix("featureGeometry", "features", features, undefined, undefined);
  if (labelled) checkMatrix("featureGeometry", "labelled", labelled, undefined, features.cols);
  const squaredNorms = rowNorms(features);
  const cross = labelled && (await engine.gram(features, labelled, { signal }));
  return {
    size: features.rows,
    squaredNorms,
    products: async (row, call = {}) => {
      const one = selectRows(features, [row]);
      const options = { signal: call.signal };
      return (await (call.engine ?? plainEngine).gram(one, features, options)).data;
    },
    nearestLabelled: nearestLabelled(squaredNorms, cross, labelled && rowNorms(labelled)),
  };
}

/**
 * The geometry of a kernel: ⟨φ(x), φ(x')⟩ = k(x, x').
 *
 * @param cross - kernel of the pool with the labelled rows, shape [U, N]
 * @param labelledDiagonal - k(X, X)'s diagonal, shape [N]
 */
export async function kernelGeometry(
  kernel: SymmetricTiles,
  cross?: Matrix,
  labelledDiagonal?: Float64Array,
): Promise<Geometry> {
  const squaredNorms = await readDiagonal("kernelGeometry", kernel);
  if (cross) checkMatrix("kernelGeometry", "cross", cross, kernel.size, labelledDiagonal?.length);
  const all = Int32Array.from({ length: kernel.size }, (_, row) => row);
  return {
    size: kernel.size,
    squaredNorms,
    products: async (row) =>
      (await readTile("kernelGeometry", kernel, Int32Array.of(row), all)).data,
    nearestLabelled: nearestLabelled(squaredNorms, cross, labelledDiagonal),
  };
}

/** Squared distances of all rows to one of them, shape [U]: never below 0. */
export async function squaredDistances(
  { squaredNorms, products }: Geometry,
  row: number,
  options?: EngineOptions,
): Promise<Float64Array> {
  const column = await products(row, options);
  const own = squaredNorms[row]!;
  return column.map((product, x) => Math.max(0, squaredNorms[x]! + own - 2 * product));
}
