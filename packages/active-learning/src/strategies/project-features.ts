import { matrix, plainEngine, random } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { checkMatrix } from "../check.ts";

/**
 * Features Φ S / √k in k dimensions, shape [N, k], for a seeded S of independent ±1: inner products stay what
 * they were in the mean, with a standard deviation of at most √(2 / k) |φ| |φ'|. Equal seeds give equal S, so
 * that a pool and its labelled rows stay comparable. Features that are few already come back as they are.
 *
 * @throws {@link RangeError} when `dimensions` is no positive integer; {@link NumericalError} "non-finite"
 * @see Achlioptas 2003, "Database-friendly random projections"
 */
export async function projectFeatures(
  features: Matrix,
  dimensions: number,
  seed: number,
  { engine = plainEngine, signal }: EngineOptions = {},
): Promise<Matrix> {
  if (!Number.isInteger(dimensions) || dimensions < 1) {
    throw new RangeError(
      `projectFeatures: dimensions must be a positive integer, got ${dimensions}`,
    );
  }
  checkMatrix("projectFeatures", "features", features, undefined, undefined);
  if (features.cols <= dimensions) return features;
  const { uniform } = random(seed);
  const size = 1 / Math.sqrt(dimensions);
  const signs = matrix(features.cols, dimensions);
  for (let at = 0; at < signs.data.length; at++) signs.data[at] = uniform() < 0.5 ? size : -size;
  return engine.multiply(features, signs, { signal });
}
