import { DataError } from "@ntkit/datasets";
import { type Matrix, matrix } from "@ntkit/linalg";
import type { Labels } from "../input/read-labels.ts";
import type { QueryFlags } from "./query-flags.ts";

/** Classes as given, or those of the labels: as numbers where all are numbers, else as text. */
export function classesOf(
  { values }: Labels,
  { classes }: QueryFlags,
  file: string,
): readonly string[] {
  const found = [...new Set(values)];
  if (classes !== undefined) {
    const empty = classes.filter((name) => !found.includes(name));
    if (empty.length === 0) return classes;
    throw new DataError(
      `every class must have a labelled sample, got none for ${empty.join(", ")}`,
      { file },
    );
  }
  if (found.length < 2) {
    throw new DataError(
      `labels must be of two classes at least, got only "${found[0] ?? ""}"; for numbers use --regression`,
      { file },
    );
  }
  const numeric = found.every((name) => Number.isFinite(Number(name)));
  return found.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
}

/** Labels as targets, shape [N, O]: one-hot rows of the classes, or numbers. */
export function targetsOf(
  labels: readonly string[],
  classes: readonly string[] | undefined,
): Matrix {
  if (classes === undefined) {
    return matrix(labels.length, 1, Float64Array.from(labels, Number));
  }
  const targets = matrix(labels.length, classes.length);
  labels.forEach((label, i) => (targets.data[i * classes.length + classes.indexOf(label)] = 1));
  return targets;
}
