import { linear } from "./linear.ts";
import type { Op } from "./op.ts";
import { sizeOf } from "./op.ts";
import { like } from "./series.ts";

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
  const outputs = matrix.rows.length;
  const entries = entriesOf(matrix);
  const [from, to] = [matrix.cols * after, outputs * after];
  return linear(input, shape.with(axis, outputs), {
    apply: (x, count) => {
      const y = like(x, count * before * to);
      const { targets, places, factors } = entries;
      for (let block = 0; block < count * before; block++) {
        for (let e = 0; e < factors.length; e++) {
          const target = block * to + targets[e]! * after;
          const source = block * from + places[e]! * after;
          const weight = factors[e]!;
          for (let i = 0; i < after; i++) y[target + i]! += weight * x[source + i]!;
        }
      }
      return y;
    },
    transpose: (y, count) => {
      const x = like(y, count * before * from);
      const { targets, places, factors } = entries;
      for (let block = 0; block < count * before; block++) {
        for (let e = 0; e < factors.length; e++) {
          const source = block * to + targets[e]! * after;
          const target = block * from + places[e]! * after;
          const weight = factors[e]!;
          for (let i = 0; i < after; i++) x[target + i]! += weight * y[source + i]!;
        }
      }
      return x;
    },
  });
}

/** Row, column and value of every entry. */
function entriesOf({ rows }: SparseMatrix) {
  const list = rows.flatMap((row, target) => row.map((entry) => ({ target, ...entry })));
  return {
    targets: Int32Array.from(list, ({ target }) => target),
    places: Int32Array.from(list, ({ place }) => place),
    factors: Float64Array.from(list, ({ weight }) => weight),
  };
}
