import type { Matrix } from "@ntkit/linalg";

/** Targets minus their column means and the means, or the targets themselves and zeros. */
export function centerTargets(
  targets: Matrix,
  center: boolean,
): { readonly centered: Matrix; readonly offset: Float64Array } {
  const { rows, cols, data } = targets;
  const offset = new Float64Array(cols);
  if (!center) return { centered: targets, offset };
  data.forEach((value, at) => (offset[at % cols]! += value / rows));
  return {
    centered: { rows, cols, data: data.map((value, at) => value - offset[at % cols]!) },
    offset,
  };
}
