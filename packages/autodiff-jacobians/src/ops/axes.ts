import { linear } from "./linear.ts";
import { sizeOf } from "./op.ts";
import type { Op } from "./op.ts";
import { like } from "./series.ts";
import type { Numbers } from "./series.ts";

/** For every number of a signal the group that it belongs to when `axes` are taken together. */
interface AxisGroups {
  readonly group: Int32Array;
  readonly groups: number;
  /** Numbers in each group. */
  readonly count: number;
}

function axisGroups(shape: readonly number[], axes: readonly number[]): AxisGroups {
  const size = sizeOf(shape);
  const group = new Int32Array(size);
  let groups = 1;
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (!axes.includes(axis)) {
      for (let i = 0; i < size; i++) group[i]! += (Math.floor(i / stride) % length) * groups;
      groups *= length;
    }
    stride *= length;
  }
  return { group, groups, count: size / groups };
}

/** The means over `axes`, shape [groups]. */
export function meanOver(input: number, shape: readonly number[], axes: readonly number[]): Op {
  const groups = axisGroups(shape, axes);
  return linear(input, [groups.groups], {
    apply: (x, count) => collect(x, count, groups, 1 / groups.count),
    transpose: (y, count) => spread(y, count, groups, 1 / groups.count),
  });
}

/** Every number of a group takes the group's value: the way back from {@link meanOver}'s shape. */
export function broadcast(input: number, shape: readonly number[], axes: readonly number[]): Op {
  const groups = axisGroups(shape, axes);
  return linear(input, shape, {
    apply: (x, count) => spread(x, count, groups, 1),
    transpose: (y, count) => collect(y, count, groups, 1),
  });
}

/** x minus its mean over `axes`. */
export function centred(input: number, shape: readonly number[], axes: readonly number[]): Op {
  const groups = axisGroups(shape, axes);
  const centre = (x: Numbers, count: number): Numbers => {
    const means = collect(x, count, groups, 1 / groups.count);
    const result = spread(means, count, groups, -1);
    for (let i = 0; i < result.length; i++) result[i]! += x[i]!;
    return result;
  };
  return linear(input, shape, { apply: centre, transpose: centre });
}

function collect(
  x: Numbers,
  count: number,
  { group, groups }: AxisGroups,
  factor: number,
): Numbers {
  const sums = like(x, count * groups);
  for (let n = 0, at = 0; n < count; n++) {
    for (let i = 0; i < group.length; i++, at++) sums[n * groups + group[i]!]! += x[at]!;
  }
  for (let i = 0; i < sums.length; i++) sums[i]! *= factor;
  return sums;
}

function spread(x: Numbers, count: number, { group, groups }: AxisGroups, factor: number): Numbers {
  const result = like(x, count * group.length);
  for (let n = 0, at = 0; n < count; n++) {
    for (let i = 0; i < group.length; i++, at++) result[at] = factor * x[n * groups + group[i]!]!;
  }
  return result;
}
