import type { Matrix } from "@ntkit/linalg";
import { matrix, NumericalError } from "@ntkit/linalg";
import type { Field } from "./field.ts";

/** The kernels that are asked for. */
export type Kind = "nngp" | "ntk";

/** The matrices that were asked for of one network. */
export type KernelMatrices = Partial<Record<Kind, Matrix>>;

/** A field of one place at the end of a network, and the entries of the matrices that it has. */
export interface Finished {
  readonly field: Field;
  readonly row: number;
  /** The column of lane 0. */
  readonly column: number;
}

/** Matrices [rows, cols] of zeros. */
export function createResults(rows: number, cols: number, kinds: readonly Kind[]): KernelMatrices {
  return Object.fromEntries(kinds.map((kind) => [kind, matrix(rows, cols)]));
}

/** Writes what came out, which {@link checkResults} checks when all is there. */
export function writeResult(results: KernelMatrices, { field, row, column }: Finished): void {
  for (const [kind, { data, cols }] of Object.entries(results)) {
    const values = kind === "ntk" ? field.ntk : field.cov;
    data.set(values.subarray(0, field.lanes), row * cols + column);
  }
}

/** @throws {NumericalError} "non-finite" for a value that is not finite, with its rows */
export function checkResults(results: KernelMatrices): void {
  for (const [kind, { data, cols }] of Object.entries(results)) {
    const at = data.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw notFinite(kind, data[at]!, Math.floor(at / cols), at % cols);
  }
}

/**
 * Stores what came out.
 *
 * @throws {NumericalError} "non-finite" for a value that is not finite, with its rows
 */
export function storeResult(results: KernelMatrices, { field, row, column }: Finished): void {
  for (const [kind, { data, cols }] of Object.entries(results)) {
    const values = kind === "ntk" ? field.ntk : field.cov;
    for (let lane = 0; lane < field.lanes; lane++) {
      const value = values[lane]!;
      if (!Number.isFinite(value)) throw notFinite(kind, value, row, column + lane);
      data[row * cols + column + lane] = value;
    }
  }
}

function notFinite(kind: string, value: number, row: number, column: number): NumericalError {
  return new NumericalError(
    `kernel: the ${kind} must be finite, got ${value} for rows ${row} and ${column}; smaller inputs or a smaller weightStd keep it finite`,
    "non-finite",
    { row, column },
  );
}

/** Copies what lies below the diagonal above it. */
export function mirrorResults(results: KernelMatrices): void {
  for (const { rows, data } of Object.values(results)) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < i; j++) data[j * rows + i] = data[i * rows + j]!;
    }
  }
}
