import { tensor } from "@ntkit/linalg";
import type { Matrix, Tensor } from "@ntkit/linalg";
import type { FactorNumbers } from "../factors/factors.ts";
import { numbers } from "../ops/series.ts";

/**
 * Which entries of the kernel Θ[n, o, m, p] = J(x_n)_o · J(x_m')_p of Q outputs: "full" all,
 * [N, Q, M, Q]; "diagonal" those with o = p, [N, M, Q]; "trace" the mean of the diagonal, [N, M].
 */
export type KernelForm = "full" | "trace" | "diagonal";

/** What a kernel of the form is. */
export interface KernelOf {
  readonly full: Tensor;
  readonly trace: Matrix;
  readonly diagonal: Tensor;
}

/**
 * Derivatives [Q, N, width] as rows, such that the kernel is inner products of rows: for "trace" one
 * set [N, Q width], for "full" one set [Q N, width], for "diagonal" Q sets [N, width].
 */
export interface RowSets {
  readonly sets: readonly Float64Array[];
  /** Rows per example in each set: Q for "full", else 1. */
  readonly groups: number;
  readonly width: number;
}

/** `b` [Q, N, S, units] as sets of rows, S rows for each example (and group). */
export function rowSets(
  b: FactorNumbers,
  outputs: number,
  units: number,
  form: KernelForm,
): RowSets {
  const length = outputs === 0 ? 0 : b.length / outputs;
  switch (form) {
    case "full":
      return { sets: [widened(b)], groups: outputs, width: units };
    case "diagonal":
      return {
        sets: Array.from({ length: outputs }, (_, q) =>
          widened(b.subarray(q * length, (q + 1) * length)),
        ),
        groups: 1,
        width: units,
      };
    case "trace":
      return { sets: [sideBySide(b, outputs, units)], groups: 1, width: outputs * units };
  }
}

/** In float64; what is in float64 already is not copied. */
export function widened(x: FactorNumbers): Float64Array {
  if (x instanceof Float64Array) return x;
  const wide = numbers(x.length);
  wide.set(x);
  return wide;
}

/** [Q, R, units] as [R, Q units]. */
function sideBySide(b: FactorNumbers, outputs: number, units: number): Float64Array {
  if (outputs === 1) return widened(b);
  const rows = b.length / (outputs * units);
  const result = numbers(b.length);
  for (let q = 0; q < outputs; q++) {
    for (let r = 0; r < rows; r++) {
      const from = (q * rows + r) * units;
      result.set(b.subarray(from, from + units), (r * outputs + q) * units);
    }
  }
  return result;
}

/** Where a tile of a kernel goes: examples `row`.. and `col`.. of N × M. */
export interface TilePlace {
  readonly row: number;
  readonly col: number;
  readonly rows: number;
  readonly cols: number;
}

/** The numbers of a kernel [N, M] of the form, zero at first. */
export function emptyKernel<F extends KernelForm>(
  form: F,
  n: number,
  m: number,
  q: number,
): KernelOf[F] {
  const kernels: { readonly [G in KernelForm]: () => KernelOf[G] } = {
    full: () => tensor([n, q, m, q]),
    trace: () => ({ rows: n, cols: m, data: new Float64Array(n * m) }),
    diagonal: () => tensor([n, m, q]),
  };
  return kernels[form]();
}

/**
 * Writes the sums of a tile, one array [G rows, G cols] for each set of rows, to its place in the
 * kernel; with `mirrored` also to the place on the other side of the diagonal.
 */
export function placeTile(
  kernel: Float64Array,
  form: KernelForm,
  sums: readonly Float64Array[],
  sizes: { readonly n: number; readonly m: number; readonly q: number },
  place: TilePlace,
  mirrored: boolean,
): void {
  const { m, q } = sizes;
  const at = (i: number, o: number, j: number, p: number): number => {
    if (form === "full") return ((i * q + o) * m + j) * q + p;
    return form === "trace" ? i * m + j : (i * m + j) * q + o;
  };
  const { row, col, rows, cols } = place;
  const groups = form === "full" ? q : 1;
  const factor = form === "trace" ? 1 / q : 1;
  sums.forEach((sum, set) => {
    for (let g = 0; g < groups; g++) {
      for (let i = 0; i < rows; i++) {
        for (let h = 0; h < groups; h++) {
          const from = ((g * rows + i) * groups + h) * cols;
          for (let j = 0; j < cols; j++) {
            const value = factor * sum[from + j]!;
            const [o, p] = form === "full" ? [g, h] : [set, set];
            kernel[at(row + i, o, col + j, p)] = value;
            if (mirrored) kernel[at(col + j, p, row + i, o)] = value;
          }
        }
      }
    }
  });
}
