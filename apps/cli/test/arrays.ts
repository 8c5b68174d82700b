import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readNpz } from "@ntkit/datasets";
import { type Matrix, matrix } from "@ntkit/linalg";
import type { Workspace } from "./workspace.ts";

/** An array in a file that a command wrote. */
export interface Written {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The arrays of an NPZ file in a workspace, all of them float64. */
export async function written(
  { path }: Workspace,
  name: string,
): Promise<Readonly<Record<string, Written>>> {
  const found = readNpz(await readFile(join(path, name)));
  const entries = [...found].map(([key, { shape, data }]) => {
    if (!(data instanceof Float64Array)) throw new Error(`${key} is not float64`);
    return [key, { shape, data }] as const;
  });
  return Object.fromEntries(entries);
}

/** Entry t of an array [T, rows, cols]. */
export function slice({ shape, data }: Written, t: number): Matrix {
  const [, rows, cols] = shape as [number, number, number];
  return matrix(rows, cols, data.slice(t * rows * cols, (t + 1) * rows * cols));
}
