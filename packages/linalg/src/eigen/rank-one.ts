import { secularRoot } from "./secular-root.ts";
import type { SecularEquation } from "./secular-root.ts";
import type { Steps } from "../steps.ts";

/** The eigenproblem of D + ρ z zᵀ, and room for its answer. */
export interface RankOne extends SecularEquation {
  /** Column of `vectors` for each coordinate, shape [k]. */
  readonly places: Float64Array;
  /** Eigenvalues, ascending, shape [k]. */
  readonly values: Float64Array;
  /** The z of which the computed eigenvalues are exact, shape [k]. */
  readonly refined: Float64Array;
  /** Row i is the unit eigenvector of `values[i]`, shape [k, k]. */
  readonly vectors: Float64Array;
}

/** Roots, weights and vectors that are computed together. */
const GROUP = 32;

/** Tasks of each of the three rounds of {@link rankOneTask}; a round needs all of the one before. */
export function rankOneTasks({ poles }: RankOne): number {
  return Math.ceil(poles.length / GROUP);
}

/**
 * One piece of the work: the eigenvalues, then ẑ, then the vectors.
 *
 * The vectors are those of D + ρ ẑ ẑᵀ, of which the computed eigenvalues are exact, so they are
 * orthogonal to rounding however close the eigenvalues are.
 *
 * @see Gu & Eisenstat 1995, "A divide-and-conquer algorithm for the symmetric tridiagonal eigenproblem"
 */
export function rankOneTask(problem: RankOne, round: number, task: number): void {
  const from = task * GROUP;
  const to = Math.min(from + GROUP, problem.poles.length);
  if (round === 0) findRoots(problem, from, to);
  else if (round === 1) refineWeights(problem, from, to);
  else writeVectors(problem, from, to);
}

/** All tasks in turn. */
export function* solveRankOne(problem: RankOne): Steps<void> {
  const tasks = rankOneTasks(problem);
  for (let round = 0; round < 3; round++) {
    for (let task = 0; task < tasks; task++) {
      rankOneTask(problem, round, task);
      yield (round * tasks + task + 1) / (3 * tasks);
    }
  }
}

function findRoots(problem: RankOne, from: number, to: number): void {
  const k = problem.poles.length;
  for (let i = from; i < to; i++) {
    problem.values[i] = secularRoot(problem, i, problem.vectors, i * k);
  }
}

/** ẑⱼ² = Πᵢ (λᵢ - dⱼ) / Πᵢ (dᵢ - dⱼ), the second product without i = j. */
function refineWeights(
  { poles, weights, refined, vectors }: RankOne,
  from: number,
  to: number,
): void {
  const k = poles.length;
  for (let j = from; j < to; j++) refined[j] = -vectors[j * k + j]!;
  for (let i = 0; i < k; i++) {
    const pole = poles[i]!;
    const row = i * k;
    for (let j = from; j < Math.min(i, to); j++) {
      refined[j]! *= vectors[row + j]! / (poles[j]! - pole);
    }
    for (let j = Math.max(i + 1, from); j < to; j++) {
      refined[j]! *= vectors[row + j]! / (poles[j]! - pole);
    }
  }
  for (let j = from; j < to; j++) {
    refined[j] = Math.sqrt(Math.max(0, refined[j]!)) * (weights[j]! < 0 ? -1 : 1);
  }
}

/** Entry j of vector i is ẑⱼ / (dⱼ - λᵢ), at unit length. */
function writeVectors({ places, refined, vectors }: RankOne, from: number, to: number): void {
  const k = refined.length;
  const entries = new Float64Array(k);
  for (let i = from; i < to; i++) {
    const row = i * k;
    let sum = 0;
    for (let j = 0; j < k; j++) {
      const entry = refined[j]! / vectors[row + j]!;
      entries[j] = entry;
      sum += entry * entry;
    }
    const length = Math.sqrt(sum);
    for (let j = 0; j < k; j++) vectors[row + places[j]!] = entries[j]! / length;
  }
}
