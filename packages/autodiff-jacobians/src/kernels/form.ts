import { matrix, tensor } from "@ntkit/linalg";
import type { Matrix, Tensor } from "@ntkit/linalg";
import type { FactorNumbers } from "../factors/factors.ts";
import { sizeOf } from "../ops/op.ts";
import { lastingNumbers, widened } from "../ops/series.ts";

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

/** Numbers of 64 bits from which one call that copies them all is faster than a loop. */
const LONG = 64;

/** [Q, R, units] as [R, Q units]. */
function sideBySide(b: FactorNumbers, outputs: number, units: number): Float64Array {
  if (outputs === 1) return widened(b);
  const rows = b.length / (outputs * units);
  const result = lastingNumbers(b.length);
  for (let q = 0; q < outputs; q++) {
    for (let r = 0; r < rows; r++) {
      const from = (q * rows + r) * units;
      const to = (r * outputs + q) * units;
      if (units > LONG && b instanceof Float64Array) result.set(b.subarray(from, from + units), to);
      else for (let j = 0; j < units; j++) result[to + j] = b[from + j]!;
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

/** Examples on both sides of a kernel, and outputs. */
export interface KernelSizes {
  readonly n: number;
  readonly m: number;
  readonly q: number;
}

/** The numbers of a kernel [N, M] of the form, zero at first. */
export function emptyKernel<F extends KernelForm>(
  form: F,
  { n, m, q }: KernelSizes,
  allocate: (length: number) => Float64Array = (length) => new Float64Array(length),
): KernelOf[F] {
  const filled = (shape: readonly number[]) => tensor(shape, allocate(sizeOf(shape)));
  const kernels: { readonly [G in KernelForm]: () => KernelOf[G] } = {
    full: () => filled([n, q, m, q]),
    trace: () => matrix(n, m, allocate(n * m)),
    diagonal: () => filled([n, m, q]),
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
  sizes: { readonly m: number; readonly q: number },
  place: TilePlace,
  mirrored: boolean,
): void {
  const { row, col, rows, cols } = place;
  const groups = form === "full" ? sizes.q : 1;
  const factor = form === "trace" ? 1 / sizes.q : 1;
  const [forth, back] = [entriesOf(form, sizes, false), entriesOf(form, sizes, true)];
  sums.forEach((sum, set) => {
    for (let g = 0; g < groups; g++) {
      for (let i = 0; i < rows; i++) {
        for (let h = 0; h < groups; h++) {
          const from = ((g * rows + i) * groups + h) * cols;
          const [o, p] = form === "full" ? [g, h] : [set, set];
          const to = forth.at(row + i, o, col, p);
          for (let j = 0; j < cols; j++) kernel[to + j * forth.step] = factor * sum[from + j]!;
          if (!mirrored) continue;
          const other = back.at(row + i, o, col, p);
          for (let j = 0; j < cols; j++) kernel[other + j * back.step] = factor * sum[from + j]!;
        }
      }
    }
  });
}

/** Where entry (i, o, j, p) of a kernel lies, and how far it is from there to j + 1. */
function entriesOf(
  form: KernelForm,
  { m, q }: { readonly m: number; readonly q: number },
  mirrored: boolean,
): {
  readonly at: (i: number, o: number, j: number, p: number) => number;
  readonly step: number;
} {
  switch (form) {
    case "full":
      return mirrored
        ? { at: (i, o, j, p) => ((j * q + p) * m + i) * q + o, step: q * m * q }
        : { at: (i, o, j, p) => ((i * q + o) * m + j) * q + p, step: q };
    case "trace":
      return mirrored
        ? { at: (i, _o, j) => j * m + i, step: m }
        : { at: (i, _o, j) => i * m + j, step: 1 };
    case "diagonal":
      return mirrored
        ? { at: (i, o, j) => (j * m + i) * q + o, step: m * q }
        : { at: (i, o, j) => (i * m + j) * q + o, step: q };
  }
}
