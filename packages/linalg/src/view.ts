import type { Matrix } from "./matrix.ts";

/** A window on numbers: entry (i, j) is `data[offset + i * rowStride + j * colStride]`. */
export interface View {
  readonly rows: number;
  readonly cols: number;
  readonly data: Float64Array;
  readonly offset: number;
  readonly rowStride: number;
  readonly colStride: number;
}

/** The whole of `a`. */
export function view(a: Matrix): View {
  return { ...a, offset: 0, rowStride: a.cols, colStride: 1 };
}

/** `a` with rows and columns exchanged. Nothing is copied. */
export function flipped(a: View): View {
  return {
    ...a,
    rows: a.cols,
    cols: a.rows,
    rowStride: a.colStride,
    colStride: a.rowStride,
  };
}

/** Rows `r0` to `r1` and columns `c0` to `c1` (ends excluded) of `a`. */
export function window(a: View, r0: number, r1: number, c0: number, c1: number): View {
  return {
    ...a,
    rows: r1 - r0,
    cols: c1 - c0,
    offset: a.offset + r0 * a.rowStride + c0 * a.colStride,
  };
}
