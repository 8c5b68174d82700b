import type { BlockOperations } from "../block-operations.ts";
import type { Matrix } from "../matrix.ts";
import { part } from "../steps.ts";
import type { SharedSteps } from "../steps.ts";
import { tridiagonalQl } from "../tridiagonal-ql.ts";
import type { Joint } from "./deflate.ts";
import { merge } from "./merge.ts";

/** Rows of T that QL solves at once. */
const LEAF = 32;
/** Rows of T that one thread solves alone. */
const BRANCH = 256;
/** Couplings, in units of rounding of the largest entry of T, that are left out. */
const DEFLATION = 8;

/** A tridiagonal eigenproblem that is being solved in place. */
export interface TridiagonalProblem {
  /** Diagonal of T, later its eigenvalues in no order, shape [n]. */
  readonly d: Float64Array;
  /** Entries (k + 1, k) of T, shape [n]; changed. */
  readonly e: Float64Array;
  /** Zeros, later the eigenvectors by rows, shape [n, n]. */
  readonly x: Matrix;
  /** What may be left out of T. */
  readonly tolerance: number;
}

/** Rows of T, the end excluded. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/**
 * Eigenvalues and eigenvectors of a tridiagonal matrix by divide and conquer: T is torn in halves,
 * and the halves' pairs are joined by a rank-one update.
 *
 * At most 4n³/3 flops, nearly all in products; much less where the spectrum has clusters.
 *
 * @see Cuppen 1981, "A divide and conquer method for the symmetric tridiagonal eigenproblem"
 */
export function* divideAndConquer(
  d: Float64Array,
  e: Float64Array,
  blocks: BlockOperations,
): SharedSteps<Matrix> {
  const n = d.length;
  const x = blocks.allocate(n, n);
  const tolerance = DEFLATION * (Number.EPSILON / 2) * largestEntry(d, e);
  const problem: TridiagonalProblem = { d, e, x, tolerance };
  const joints: Joint[] = [];
  const branches = tornBranches(problem, { low: 0, high: n }, joints);
  const work = n ** 3 / 4 + joints.reduce((sum, joint) => sum + workOf(joint), 0);
  let done = n ** 3 / 4;
  yield* part(blocks.conquer(problem, branches), 0, done / work);
  for (const joint of joints) {
    const from = done;
    done += workOf(joint);
    const merged = merge(d, x, e[joint.middle - 1]!, joint, tolerance, blocks);
    yield* part(merged, from / work, done / work);
  }
  return x;
}

/** One range of T by itself, torn down to what QL solves. */
export function* conquerRange(
  problem: TridiagonalProblem,
  { low, high }: Range,
  blocks: BlockOperations,
): SharedSteps<void> {
  const { d, e, x, tolerance } = problem;
  if (high - low <= LEAF) {
    tridiagonalQl(d, e, x, low, high);
    return;
  }
  const middle = tear(d, e, low, high);
  yield* conquerRange(problem, { low, high: middle }, blocks);
  yield* conquerRange(problem, { low: middle, high }, blocks);
  yield* merge(d, x, e[middle - 1]!, { low, middle, high }, tolerance, blocks);
}

/** Tears T down to ranges for one thread; notes where, the innermost first. */
function tornBranches(problem: TridiagonalProblem, { low, high }: Range, joints: Joint[]): Range[] {
  if (high - low <= BRANCH) return [{ low, high }];
  const middle = tear(problem.d, problem.e, low, high);
  const branches = [
    ...tornBranches(problem, { low, high: middle }, joints),
    ...tornBranches(problem, { low: middle, high }, joints),
  ];
  joints.push({ low, middle, high });
  return branches;
}

/** Takes the coupling of two halves out of the diagonal; the row where the second begins. */
function tear(d: Float64Array, e: Float64Array, low: number, high: number): number {
  const middle = Math.floor((low + high) / 2);
  const coupling = Math.abs(e[middle - 1]!);
  d[middle - 1]! -= coupling;
  d[middle]! -= coupling;
  return middle;
}

function workOf({ low, high }: Joint): number {
  return (high - low) ** 3;
}

function largestEntry(d: Float64Array, e: Float64Array): number {
  let most = 0;
  for (let i = 0; i < d.length; i++) most = Math.max(most, Math.abs(d[i]!), Math.abs(e[i]!));
  return most;
}
