import { random } from "@ntkit/linalg";
import { checkCount } from "../check.ts";

/**
 * `count` of the rows, drawn with a seed, in ascending order: a part of a large pool to score, or to count
 * changes on. With `classes` each class keeps its share, up to rounding.
 *
 * @param classes - a class for each row, in the order of `rows`
 * @throws {@link RangeError} when there are fewer rows than asked for, or not a class for each
 */
export function subsample(
  rows: ArrayLike<number>,
  count: number,
  seed: number,
  classes?: ArrayLike<number>,
): Int32Array {
  checkCount("subsample", count, rows.length);
  if (classes !== undefined && classes.length !== rows.length) {
    throw new RangeError(
      `subsample: classes must have an entry for each of the ${rows.length} rows, got ${classes.length}`,
    );
  }
  const generator = random(seed);
  const groups = new Map<number, number[]>();
  for (const i of generator.shuffle(Array.from({ length: rows.length }, (_, i) => i))) {
    const name = classes?.[i] ?? 0;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [i]);
    else group.push(i);
  }
  const chosen = shares([...groups.values()], count, rows.length);
  return Int32Array.from(chosen, (i) => rows[i]!).sort();
}

/** Of each group its share; what rounding leaves goes to the largest remainders. */
function shares(groups: readonly (readonly number[])[], count: number, total: number): number[] {
  const exact = groups.map((group) => (group.length * count) / total);
  const taken = exact.map(Math.floor);
  const order = exact
    .map((value, g) => ({ g, rest: value - taken[g]! }))
    .sort((a, b) => b.rest - a.rest || a.g - b.g);
  const missing = count - taken.reduce((a, b) => a + b, 0);
  for (const { g } of order.slice(0, missing)) taken[g]!++;
  return groups.flatMap((group, g) => group.slice(0, taken[g]));
}
