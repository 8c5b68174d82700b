import { compareImages } from "./compare-images.ts";
import { layerSizes } from "./layer-sizes.ts";
import { ImageSlot } from "./place-image.ts";
import type { ImageView } from "./place-image.ts";
import { placeSums } from "./place-sums.ts";
import type { PlaceSums } from "./place-sums.ts";
import { planeLayout } from "./plane-layout.ts";
import type { PlaneLayout } from "./plane-layout.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import type { PlaneStage, Sides } from "./plane-program.ts";
import type { PlaneWork } from "./run-layers.ts";
import { createPlane, createPlaneWork, runLayers } from "./run-layers.ts";

/** Sums over equal places of several images on either side, after the layers of a stage without a pool. */
export class EqualPlaces {
  readonly #machine: PlaneMachine;
  readonly #stage: PlaneStage;
  readonly #layout: PlaneLayout;
  readonly #slots: readonly (readonly ImageSlot[])[];
  readonly #planes: readonly { readonly d: number; readonly t: number }[];
  readonly #work: PlaneWork;
  readonly #channels: number;

  /** @param sides - most images on either side */
  constructor(machine: PlaneMachine, stage: PlaneStage, channels: number, sides: Sides) {
    const layout = planeLayout(stage.geometry);
    const sizes = layerSizes(stage);
    this.#machine = machine;
    this.#stage = stage;
    this.#layout = layout;
    this.#channels = channels;
    this.#slots = sides.map((side) =>
      Array.from(
        { length: side },
        () => new ImageSlot(machine, layout, layout.rows, sizes, channels),
      ),
    );
    this.#planes = Array.from({ length: sides[0] * sides[1] }, () => createPlane(machine, layout));
    this.#work = createPlaneWork(machine, layout, sides[0] * sides[1]);
  }

  /** Calls `emit` with the sums of image i of `left` and image j of `right`, where these are `wanted`. */
  sum(
    left: readonly ImageView[],
    right: readonly ImageView[],
    wanted: (i: number, j: number) => boolean,
    emit: (i: number, j: number, sums: PlaceSums) => void,
  ): void {
    const machine = this.#machine;
    const layout = this.#layout;
    const rows = this.#place(left, 0);
    const cols = this.#place(right, 1);
    const pairs = rows.flatMap((_, i) =>
      cols.flatMap((__, j) => (wanted(i, j) ? [[i, j] as const] : [])),
    );
    const planes = pairs.map(([i, j], k) => {
      const plane = {
        ...this.#planes[k]!,
        left: rows[i]!.planes,
        right: cols[j]!.planes,
        offset: 0,
      };
      compareImages(machine, layout, rows[i]!, cols[j]!, this.#channels, plane);
      return plane;
    });
    const images = [...rows, ...cols].map(({ planes: image }) => image);
    runLayers(machine, layout, this.#stage.layers, images, planes, this.#work);
    const size = this.#stage.layers.at(-1)!.size;
    planes.forEach((plane, k) => {
      const [i, j] = pairs[k]!;
      emit(i, j, placeSums(machine, layout, plane, size));
    });
  }

  #place(views: readonly ImageView[], side: number): ImageSlot[] {
    return views.map((view, i) => {
      const slot = this.#slots[side]![i]!;
      slot.place(view, 0);
      slot.restart();
      return slot;
    });
  }
}
