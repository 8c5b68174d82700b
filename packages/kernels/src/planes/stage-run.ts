import { compareImages } from "./compare-images.ts";
import type { Displacements } from "./displacements.ts";
import { layerSizes } from "./layer-sizes.ts";
import { ImageSlot } from "./place-image.ts";
import type { ImageView, PooledImage } from "./place-image.ts";
import { planeLayout } from "./plane-layout.ts";
import type { PlaneLayout } from "./plane-layout.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import { vectorBytes } from "./plane-machine.ts";
import type { PlaneStage, Sides } from "./plane-program.ts";
import type { PlaneMemory, PlaneTable } from "./plane-table.ts";
import type { PairPlane, PlaneWork } from "./run-layers.ts";
import { createPlane, createPlaneWork, fillEdges, runLayers } from "./run-layers.ts";

/** Bytes of planes that go through a layer together: they should stay in the second cache. */
const CACHE = 640_000;

/** An image before a stage: itself before the first, what a pool made of it before the others. */
export type StageInput = ImageView | PooledImage;

/** One stage of the recursion for pairs of images, one after the other. */
export class StageRun {
  readonly stage: PlaneStage;
  readonly layout: PlaneLayout;
  /** Its image is not displaced, and after {@link StageRun.run} its variances are those after the layers. */
  readonly left: ImageSlot;
  readonly #machine: PlaneMachine;
  readonly #right: ImageSlot;
  readonly #channels: number;
  /** Planes of the first stage, used again and again; those of the others are in a table. */
  readonly #planes: readonly { readonly d: number; readonly t: number }[];
  readonly #batch: number;
  readonly #work: PlaneWork;

  /** @param channels - of the images; of no use after the first stage */
  constructor(machine: PlaneMachine, stage: PlaneStage, channels: number | null) {
    const layout = planeLayout(stage.geometry);
    const sizes = layerSizes(stage);
    const count = channels ?? 1;
    this.stage = stage;
    this.layout = layout;
    const slot = (rows: number): ImageSlot => new ImageSlot(machine, layout, rows, sizes, channels);
    this.left = slot(layout.rows);
    this.#machine = machine;
    this.#right = slot(layout.extendedRows);
    this.#channels = count;
    this.#batch = batchSize(stage, machine.width);
    const own = channels === null ? 0 : this.#batch;
    this.#planes = Array.from({ length: own }, () => createPlane(machine, layout));
    this.#work = createPlaneWork(machine, layout, this.#batch);
  }

  /** Places after the layers. */
  get size(): Sides {
    return this.stage.layers.at(-1)?.size ?? this.stage.geometry.size;
  }

  /** Takes planes through the layers and gives every one to `emit`. */
  run(
    left: StageInput,
    right: StageInput,
    needed: readonly Displacements[],
    table: PlaneTable | null,
    emit: (plane: PairPlane, weight: number) => void,
  ): void {
    place(this.left, left, 0);
    for (const { shift, rows } of needed) {
      place(this.#right, right, shift);
      for (let from = 0; from < rows.length; from += this.#batch) {
        const some = rows.slice(from, from + this.#batch);
        const planes = this.#start(shift, some, table);
        const images = [this.left.planes, this.#right.planes];
        runLayers(this.#machine, this.layout, this.stage.layers, images, planes, this.#work);
        planes.forEach((plane, k) => {
          emit(plane, some[k]!.weight);
        });
      }
    }
  }

  #start(shift: number, rows: Displacements["rows"], table: PlaneTable | null): PairPlane[] {
    const [left, right] = [this.left, this.#right];
    left.restart();
    right.restart();
    return rows.map(({ offset }, k) => {
      const memory = table === null ? this.#planes[k]! : table.at(offset, shift);
      const plane = { ...memory, left: left.planes, right: right.planes, offset };
      if (table === null) {
        compareImages(this.#machine, this.layout, left, right, this.#channels, plane);
      } else {
        this.#divide(plane, table.sumsAt(offset, shift), table.scale);
      }
      return plane;
    });
  }

  /** From the sums over windows to means. */
  #divide(plane: PairPlane, sums: PlaneMemory, scale: number): void {
    const { layout } = this;
    const [left, right] = [this.left, this.#right];
    const displaced = 8 * plane.offset * layout.stride;
    this.#machine.kernels.pooled(
      plane.d,
      plane.t,
      sums.d,
      sums.t,
      vectorBytes(layout.length, 8),
      left.channels,
      right.channels + displaced,
      left.planes.q,
      right.planes.q + displaced,
      scale,
    );
    fillEdges(this.#machine, layout, plane);
  }
}

/** How many planes go through a layer together. */
export function batchSize(stage: PlaneStage, width: number): number {
  const fitting = Math.floor(CACHE / (2 * width * planeLayout(stage.geometry).length));
  return Math.min(Math.max(fitting, 4), stage.geometry.period[0]);
}

function place(slot: ImageSlot, input: StageInput, shift: number): void {
  if ("data" in input) slot.place(input, shift);
  else slot.placePooled(input, shift);
}
