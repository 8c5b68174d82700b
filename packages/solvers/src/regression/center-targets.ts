import type { Matrix } from "@ntkit/linalg";

/** Targets minus their column means and the means, or the targets themselves and zeros. */
export function centerTargets(
  targets: Matrix,
  center: boolean,
): { readonly centered: Matrix; readonly offset: Float64Array } {
  const { rows, cols, data } = targets;
  const offset = new Float64Array(cols);
  if (!center) return { centered: targets, offset };
  // from the first row on, so that equal targets have exactly themselves as their mean
  data.forEach((value, at) => (offset[at % cols]! += (value - data[at % cols]!) / rows));
  for (let o = 0; o < cols; o++) offset[o]! += data[o]!;
  return {
    centered: { rows, cols, data: data.map((value, at) => value - offset[at % cols]!) },
    offset,
  };
}
