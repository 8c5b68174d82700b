import type { Matrix } from "./matrix.ts";

/** A linear map of columns: A X, shape [n, m], for X [n, m]. X is not to be changed or kept. */
export type LinearOperator = (x: Matrix) => Matrix | Promise<Matrix>;
