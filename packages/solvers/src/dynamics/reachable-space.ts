import { matrix, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { scaleRows } from "../scale-rows.ts";
import { resolveOptions } from "../solver-options.ts";
import type { SolverOptions } from "../solver-options.ts";
import type { GradientFlow } from "./gradient-flow.ts";
import type { Objective } from "./objective.ts";

/**
 * The outputs within reach of a kernel, f = f₀ + D u with D = V √κ and |u| the distance in the space of the
 * weights: gradient descent on the weights is gradient descent on u.
 */
export interface ReachableSpace {
  /** D, shape [N, R] for every output alike, or [NO, R] for a full kernel. */
  readonly directions: Matrix;
  /** Dᵀ. */
  readonly transposed: Matrix;
  /** Columns of u: O, or 1 for a full kernel. */
  readonly columns: number;
  /** κ, shape [R], all above 0. */
  readonly eigenvalues: Float64Array;
  readonly flow: GradientFlow;
}

/** A loss with all that Newton's method needs. */
export interface SmoothObjective extends Objective {
  readonly value: NonNullable<Objective["value"]>;
  readonly curvature: NonNullable<Objective["curvature"]>;
}

/** The space of a kernel whose eigendecomposition `flow` has. */
export function reachableSpace(flow: GradientFlow): ReachableSpace {
  const { eigenvalues, eigenvectors, rank, components } = flow;
  const n = eigenvalues.length;
  const directions = matrix(n, rank);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < rank; j++) {
      const scale = Math.sqrt(eigenvalues[j]!);
      directions.data[i * rank + j] = eigenvectors.data[i * n + j]! * scale;
    }
  }
  const transposed = transpose(directions);
  const known = eigenvalues.slice(0, rank);
  return { directions, transposed, columns: components.cols, eigenvalues: known, flow };
}

/** f₀ + D u, shape [N, O] flat. */
export async function outputsOf(
  { directions, columns, flow }: ReachableSpace,
  u: Float64Array,
  options: SolverOptions,
): Promise<Float64Array> {
  const { engine, signal } = resolveOptions(options);
  const moved = await engine.multiply(directions, matrix(directions.cols, columns, u), { signal });
  return moved.data.map((change, at) => change + flow.initial.data[at]!);
}

/** Dᵀ g for a gradient g in the outputs. */
export async function pulledBack(
  { directions, transposed, columns }: ReachableSpace,
  slopes: Float64Array,
  options: SolverOptions,
): Promise<Float64Array> {
  const { engine, signal } = resolveOptions(options);
  const side = matrix(directions.rows, columns, slopes);
  return (await engine.multiply(transposed, side, { signal })).data;
}

/** Dᵀ W D for the losses' second derivatives W at outputs f, shape [R columns, R columns]. */
export async function curvatureOf(
  space: ReachableSpace,
  objective: Pick<SmoothObjective, "curvature">,
  outputs: Float64Array,
  targets: Matrix,
  options: SolverOptions,
): Promise<Matrix> {
  const blocks = rowBlocks(objective, outputs, targets);
  return space.columns === targets.cols
    ? separateCurvature(space, blocks, targets.cols, options)
    : fullCurvature(space, blocks, targets.cols, options);
}

/** ∂²ℓ/∂f∂f of each row, [N, O, O] flat. */
function rowBlocks(
  { curvature }: Pick<SmoothObjective, "curvature">,
  outputs: Float64Array,
  { rows, cols, data }: Matrix,
): Float64Array {
  const blocks = new Float64Array(rows * cols * cols);
  for (let i = 0; i < rows; i++) {
    const [from, to] = [i * cols, (i + 1) * cols];
    const block = blocks.subarray(from * cols, to * cols);
    curvature(outputs.subarray(from, to), data.subarray(from, to), block);
  }
  return blocks;
}

/** Entry (jO + a, kO + b) is Σᵢ D_ij W_i[a, b] D_ik: a product for every pair of outputs that see each other. */
async function separateCurvature(
  { directions, transposed }: ReachableSpace,
  blocks: Float64Array,
  outputs: number,
  options: SolverOptions,
): Promise<Matrix> {
  const { engine, signal } = resolveOptions(options);
  const { rows, cols: rank } = directions;
  const result = matrix(rank * outputs, rank * outputs);
  for (let a = 0; a < outputs; a++) {
    for (let b = 0; b <= a; b++) {
      const weights = Float64Array.from(
        { length: rows },
        (_, i) => blocks[(i * outputs + a) * outputs + b]!,
      );
      if (weights.every((weight) => weight === 0)) continue;
      const weighted = scaleRows(directions, weights);
      const product = await engine.multiply(transposed, weighted, { signal });
      scatter(result, product, outputs, a, b);
    }
  }
  return result;
}

function scatter(
  result: Matrix,
  { rows, data }: Matrix,
  outputs: number,
  a: number,
  b: number,
): void {
  for (let j = 0; j < rows; j++) {
    for (let k = 0; k < rows; k++) {
      const value = data[j * rows + k]!;
      result.data[(j * outputs + a) * result.cols + k * outputs + b] = value;
      result.data[(j * outputs + b) * result.cols + k * outputs + a] = value;
    }
  }
}

async function fullCurvature(
  { directions, transposed }: ReachableSpace,
  blocks: Float64Array,
  outputs: number,
  options: SolverOptions,
): Promise<Matrix> {
  const { engine, signal } = resolveOptions(options);
  const { rows, cols: rank, data } = directions;
  const weighted = matrix(rows, rank);
  for (let row = 0; row < rows; row++) {
    const first = row - (row % outputs);
    for (let b = 0; b < outputs; b++) {
      const weight = blocks[row * outputs + b]!;
      for (let j = 0; j < rank && weight !== 0; j++) {
        weighted.data[row * rank + j]! += weight * data[(first + b) * rank + j]!;
      }
    }
  }
  return engine.multiply(transposed, weighted, { signal });
}
