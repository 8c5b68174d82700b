import type { PlaneMachine } from "./plane-machine.ts";
import type { PlaneTable } from "./plane-table.ts";
import type { PairPlane } from "./run-layers.ts";
import type { StageRun } from "./stage-run.ts";

/** Adds a plane after the layers of a stage to the planes after its pool. */
export function poolPlane(
  machine: PlaneMachine,
  { stage, layout, size }: StageRun,
  { d, t, offset, right }: PairPlane,
  table: PlaneTable,
): void {
  const { geometry, stride } = layout;
  const { window } = stage.pool!;
  const first = (geometry.low[0] * stride + geometry.low[1]) * machine.width;
  const [rows, cols] = [0, 1].map((i) => size[i]! - (size[i]! % window[i]!));
  const pooled = table.layout.geometry.period;
  // prettier-ignore
  machine.kernels.pool(
    d + first, t + first, stride * machine.width, rows!, cols!, geometry.period[0], geometry.period[1],
    offset, right.shift, window[0], window[1],
    table.address, pooled[0], pooled[1], 8 * table.layout.stride,
  );
}
