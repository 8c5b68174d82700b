import type { Matrix } from "@ntkit/linalg";

/** The first of every group of equal rows: a landmark and its copy would make their kernel singular. */
export function distinctRows(x: Matrix): number[] {
  const first = new Map<string, number>();
  for (let i = 0; i < x.rows; i++) {
    const key = x.data.subarray(i * x.cols, (i + 1) * x.cols).join();
    if (!first.has(key)) first.set(key, i);
  }
  return [...first.values()];
}
