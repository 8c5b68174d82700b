import { random } from "@ntkit/linalg";

/** All rows in random order; with labels, the classes ascending and each of them in random order. */
export function shuffledByClass(
  caller: string,
  n: number,
  seed: number,
  labels: ArrayLike<number> | undefined,
): number[] {
  if (!Number.isInteger(n)) {
    throw new RangeError(`${caller}: the number of rows must be an integer, got ${n}`);
  }
  if (labels !== undefined && labels.length !== n) {
    throw new RangeError(`${caller}: labels must have ${n} entries, got ${labels.length}`);
  }
  const order = random(seed).shuffle(Array.from({ length: n }, (_, row) => row));
  return labels === undefined ? order : order.sort((a, b) => labels[a]! - labels[b]!);
}

/** The rows 0 … n − 1 for which `holds`, ascending. */
export function rowsWhere(n: number, holds: (row: number) => boolean): Int32Array {
  return Int32Array.from({ length: n }, (_, row) => row).filter(holds);
}
