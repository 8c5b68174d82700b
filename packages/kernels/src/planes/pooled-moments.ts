import type { PooledImage } from "./place-image.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import type { PlaneTable } from "./plane-table.ts";
import type { StageRun } from "./stage-run.ts";

/**
 * What a pool makes of an image whose planes with itself it has summed: V = ½ mean D over the pairs of
 * places of a window, and the variance mean q − V.
 */
export function pooledMoments(
  machine: PlaneMachine,
  run: StageRun,
  table: PlaneTable,
): PooledImage {
  const { window, scale } = run.stage.pool!;
  const { geometry, stride } = table.layout;
  const [height, width] = geometry.size;
  const { d } = table.sumsAt(0, 0);
  const spread = new Float64Array(height * width);
  const variances = new Float64Array(height * width);
  for (let h = 0; h < height; h++) {
    for (let w = 0; w < width; w++) {
      const at = d / 8 + (geometry.low[0] + h) * stride + geometry.low[1] + w;
      const half = 0.5 * scale * machine.float64[at]!;
      const total = sumOfVariances(machine, run, h * window[0], w * window[1]);
      spread[h * width + w] = half;
      variances[h * width + w] = scale * window[0] * window[1] * total - half;
    }
  }
  return { variances, spread };
}

/** Sum of the variances after the layers over the window that begins in (row, column). */
function sumOfVariances(
  machine: PlaneMachine,
  { stage, layout, left }: StageRun,
  row: number,
  column: number,
): number {
  const [high, wide] = stage.pool!.window;
  const [low, before] = layout.geometry.low;
  let sum = 0;
  for (let i = 0; i < high; i++) {
    for (let j = 0; j < wide; j++) {
      const at = (low + row + i) * layout.stride + before + column + j;
      sum += machine.float64[left.planes.q / 8 + at]!;
    }
  }
  return sum;
}
