import { readFileSync } from "node:fs";
import { fromRows, matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { normals, rbf } from "./support.ts";

/** A JSON file of reference values. */
export function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), "utf8"));
}

export const x: Matrix = normals(12, 2, 1);
export const kernel: Matrix = rbf(x, x);
export const rows: Matrix = normals(4, 2, 2);
export const cross: Matrix = rbf(rows, x);
export const targets: Matrix = normals(12, 2, 3);
export const initial: Matrix = normals(12, 2, 4);
export const testInitial: Matrix = normals(4, 2, 5);

/** A kernel whose rows 0 and 1 are the same point, with other rows. */
const twice: Matrix = fromRows([
  [0.3, -1],
  [0.3, -1],
  [1.2, 0.4],
]);
export const singular: Matrix = rbf(twice, twice);
export const singularCross: Matrix = rbf(rows, twice);

export function plus(a: Matrix, b: Matrix, factor = 1): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.data.map((value, at) => value + factor * b.data[at]!),
  );
}
