import { linear } from "./linear.ts";
import type { Op } from "./op.ts";
import { sizeOf } from "./op.ts";
import { numbers } from "./series.ts";

/** A sparse matrix [rows, cols]: for each row where it is not zero, and what it is there. */
export interface SparseMatrix {
  readonly cols: number;
  readonly rows: readonly (readonly { readonly place: number; readonly weight: number }[])[];
}

/** A matrix in the form of {@link SparseMatrix}. */
export function sparse(matrix: readonly (readonly number[])[]): SparseMatrix {
  const rows = matrix.map((row) =>
    row.flatMap((weight, place) => (weight === 0 ? [] : [{ place, weight }])),
  );
  return { cols: matrix[0]!.length, rows };
}

/** y[.., o, ..] = Σ_p M[o, p] x[.., p, ..] along one axis. */
export function mapAxis(
  input: number,
  shape: readonly number[],
  axis: number,
  matrix: SparseMatrix,
): Op {
  const before = sizeOf(shape.slice(0, axis));
  const after = sizeOf(shape.slice(axis + 1));
  const { cols, rows } = matrix;
  const outputs = rows.length;
  return linear(input, shape.with(axis, outputs), {
    apply: (x, count) => {
      const y = numbers(count * before * outputs * after);
      eachEntry(count * before, matrix, (block, o, place, weight) => {
        addScaled(
          y,
          (block * outputs + o) * after,
          x,
          (block * cols + place) * after,
          after,
          weight,
        );
      });
      return y;
    },
    transpose: (y, count) => {
      const x = numbers(count * before * cols * after);
      eachEntry(count * before, matrix, (block, o, place, weight) => {
        addScaled(
          x,
          (block * cols + place) * after,
          y,
          (block * outputs + o) * after,
          after,
          weight,
        );
      });
      return x;
    },
  });
}

function eachEntry(
  blocks: number,
  { rows }: SparseMatrix,
  use: (block: number, o: number, place: number, weight: number) => void,
): void {
  for (let block = 0; block < blocks; block++) {
    rows.forEach((row, o) => {
      for (const { place, weight } of row) use(block, o, place, weight);
    });
  }
}

function addScaled(
  to: Float64Array,
  toAt: number,
  from: Float64Array,
  fromAt: number,
  length: number,
  weight: number,
): void {
  for (let i = 0; i < length; i++) to[toAt + i]! += weight * from[fromAt + i]!;
}
