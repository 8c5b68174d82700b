import { neededDisplacements } from "./displacements.ts";
import { sidesOf } from "../tile-corners.ts";
import { cutOf } from "./plane-job.ts";
import { planeLayout } from "./plane-layout.ts";
import type { PlaneProgram, PlaneStage, Sides } from "./plane-program.ts";
import { inTiles } from "./plane-tasks.ts";
import { batchSize } from "./stage-run.ts";

/** Work and memory of an evaluation by planes. */
export interface PlaneEstimate {
  /** Pairs of places, layer by layer. */
  readonly placePairs: number;
  readonly tasks: number;
  /** Bytes that a thread needs for itself. */
  readonly threadBytes: number;
}

/** What planes take for so many pairs of images. */
export function estimatePlanes(
  program: PlaneProgram,
  pairs: number,
  precision: "float64" | "float32",
): PlaneEstimate {
  const width = precision === "float64" ? 8 : 4;
  const tiles = inTiles(program);
  const sides = sidesOf(pairs);
  const needed = neededDisplacements(program, false);
  const planes = needed.map((each) => each.reduce((total, { rows }) => total + rows.length, 0));
  const placePairs = program.stages.reduce(
    (total, stage, k) =>
      total + planes[k]! * planeLayout(stage.geometry).length * stage.layers.length,
    0,
  );
  const stageBytes = program.stages.map((stage, k) =>
    k === 0
      ? firstStageBytes(stage, program.channels, width, tiles ? sides : null)
      : imageBytes(stage, 1, width, 1) + planes[k]! * planeBytes(stage, width === 8 ? 8 : 12),
  );
  return {
    placePairs: pairs * placePairs,
    tasks: tiles ? Math.ceil(pairs / (sides[0] * sides[1])) : pairs * cutOf(program, pairs),
    threadBytes: stageBytes.reduce((total, bytes) => total + bytes, 0),
  };
}

function firstStageBytes(
  stage: PlaneStage,
  channels: number,
  width: number,
  sides: Sides | null,
): number {
  if (sides !== null) {
    const [rows, cols] = sides;
    const images = (rows + cols) * imageBytes(stage, channels, width, 0);
    return images / 2 + rows * cols * planeBytes(stage, width);
  }
  const batch = batchSize(stage, width);
  return imageBytes(stage, channels, width, 1) + batch * planeBytes(stage, width);
}

/** D and Θ. */
function planeBytes(stage: PlaneStage, width: number): number {
  return 2 * width * planeLayout(stage.geometry).length;
}

/** Variances, sums, masks and channels of an image on either side; `longer`: one goes round once more. */
function imageBytes(stage: PlaneStage, channels: number, width: number, longer: 0 | 1): number {
  const { rows, extendedRows, stride } = planeLayout(stage.geometry);
  const numbers = (rows + (longer === 1 ? extendedRows : rows)) * stride;
  return numbers * (5 * 8 + (3 + channels) * width);
}
