import type { Engine } from "./engine.ts";
import { NumericalError } from "./errors.ts";
import { matrix } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import type { PivotRule } from "./pivot-rule.ts";
import { readTile } from "./read-tile.ts";
import { selectRows } from "./submatrix.ts";
import type { SymmetricTiles } from "./symmetric-tiles.ts";
import { transpose } from "./transpose.ts";

/** Where the elimination is. */
export interface Elimination {
  readonly tiles: SymmetricTiles;
  readonly engine: Engine;
  readonly blocks: readonly Matrix[];
  readonly original: Float64Array;
  readonly residual: Float64Array;
}

/** The columns of F for those proposed rows that the rule takes; lowers the residual. */
export async function eliminate(
  state: Elimination,
  proposed: Int32Array,
  rule: PivotRule,
): Promise<{ readonly block: Matrix; readonly taken: Int32Array }> {
  const { tiles, residual } = state;
  // the first proposed row is taken, or counts as exhausted from now on
  const whole = await readTile("pivotedCholesky", tiles, proposed, proposed);
  const corner = await lessBlocks(state, whole, proposed, proposed);
  const { lower, taken } = factorTaken(state, corner, proposed, rule);
  const everyRow = Int32Array.from({ length: tiles.size }, (_, i) => i);
  const read = await readTile("pivotedCholesky", tiles, everyRow, taken);
  const columns = await lessBlocks(state, read, undefined, taken);
  const block = transpose(await state.engine.solveLower(lower, transpose(columns)));
  lowerResidual(state, block);
  for (const row of taken) residual[row] = 0;
  return { block, taken };
}

/** part − Σ F[rows] F[cols]ᵀ over the blocks. */
async function lessBlocks(
  { blocks, engine }: Elimination,
  part: Matrix,
  rows: Int32Array | undefined,
  cols: Int32Array,
): Promise<Matrix> {
  const data = Float64Array.from(part.data);
  for (const block of blocks) {
    const left = rows === undefined ? block : selectRows(block, rows);
    const product = await engine.gram(left, selectRows(block, cols));
    for (let at = 0; at < data.length; at++) data[at]! -= product.data[at]!;
  }
  return matrix(part.rows, part.cols, data);
}

/** Cholesky factor of the corner at the rows that are taken one after the other. */
function factorTaken(
  { original, residual }: Elimination,
  corner: Matrix,
  proposed: Int32Array,
  rule: PivotRule,
): { readonly lower: Matrix; readonly taken: Int32Array } {
  const rows: Float64Array[] = [];
  const taken: number[] = [];
  const places: number[] = [];
  proposed.forEach((row, place) => {
    const factor = new Float64Array(proposed.length);
    const before = corner.data[place * (corner.cols + 1)]!;
    let now = before;
    if (before <= rounding(original, row)) residual[row] = 0;
    places.forEach((earlier, k) => {
      let entry = corner.data[place * corner.cols + earlier]!;
      for (let m = 0; m < k; m++) entry -= factor[m]! * rows[k]![m]!;
      factor[k] = entry / rows[k]![k]!;
      now -= factor[k] ** 2;
    });
    if (now <= rounding(original, row) || !rule.accept(now, before)) return;
    factor[taken.length] = Math.sqrt(now);
    rows.push(factor);
    taken.push(row);
    places.push(place);
  });
  const lower = matrix(taken.length, taken.length);
  rows.forEach((factor, i) => {
    lower.data.set(factor.subarray(0, i + 1), i * taken.length);
  });
  return { lower, taken: Int32Array.from(taken) };
}

function lowerResidual({ original, residual }: Elimination, block: Matrix): void {
  const n = residual.length;
  for (let i = 0; i < n; i++) {
    let squares = 0;
    for (let k = 0; k < block.cols; k++) squares += block.data[i * block.cols + k]! ** 2;
    const left = residual[i]! - squares;
    if (left < -1e-8 * original[i]!) throw indefinite(i, left);
    residual[i] = left > rounding(original, i) ? left : 0;
  }
}

/** What of a residual can be rounding only. */
function rounding(original: Float64Array, row: number): number {
  return original.length * Number.EPSILON * original[row]!;
}

function indefinite(row: number, value: number): NumericalError {
  return new NumericalError(
    `pivotedCholesky: the matrix must be positive semidefinite, got residual ${value} on the diagonal in row ${row}`,
    "not-positive-definite",
    { row, value },
  );
}
