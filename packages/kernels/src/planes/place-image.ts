import type { ImagePlanes } from "./image-planes.ts";
import { createImagePlanes, fillMasks, maskKey } from "./image-planes.ts";
import type { PlaneLayout } from "./plane-layout.ts";
import { placesOf } from "./plane-layout.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import { vectorBytes } from "./plane-machine.ts";
import { differentSizes } from "./layer-sizes.ts";
import type { Sides } from "./plane-program.ts";

/** Numbers [height, width, channels] of an image. */
export interface ImageView {
  readonly data: Float64Array;
  readonly offset: number;
  readonly channels: number;
}

/** What is known of an image after a pool, place by place. */
export interface PooledImage {
  readonly variances: Float64Array;
  /** Half of the mean of D over the pairs of places of a window. */
  readonly spread: Float64Array;
}

/** Room for images of one layout, and what is put into it. */
export class ImageSlot {
  readonly planes: ImagePlanes;
  /** Address of the first channel, or of the spread of windows, and bytes from one to the next. */
  readonly channels: number;
  readonly step: number;
  readonly #machine: PlaneMachine;
  readonly #layout: PlaneLayout;
  readonly #sizes: readonly Sides[];
  /** The variances of what was put in, which its layers overwrite. */
  readonly #input: number;
  /** What was put in last. */
  #image: ImageView | undefined;
  /** By displacement. */
  readonly #places = new Map<number, Int32Array>();

  /** @param channels - null: what a pool made of an image will be put in, with float64 spreads */
  constructor(
    machine: PlaneMachine,
    layout: PlaneLayout,
    rows: number,
    sizes: readonly Sides[],
    channels: number | null,
  ) {
    this.#machine = machine;
    this.#layout = layout;
    this.#sizes = differentSizes([layout.geometry.size, ...sizes]);
    this.planes = createImagePlanes(machine, layout, rows, this.#sizes);
    const width = channels === null ? 8 : machine.width;
    this.step = vectorBytes(rows * layout.stride, width);
    this.channels = machine.allocate(((channels ?? 1) * this.step) / width, layout.margin, width);
    this.#input = machine.allocate(rows * layout.stride, layout.margin, 8);
  }

  /** Puts an image in, displaced by `shift` columns. */
  place(image: ImageView, shift: number): void {
    const { data, offset, channels } = image;
    const before = this.#image;
    const same = before?.data === data && before.offset === offset;
    if (same && this.planes.shift === shift) return;
    this.#image = image;
    const places = this.#displace(shift);
    const { width, float64: variances, float32 } = this.#machine;
    const heap = width === 8 ? variances : float32;
    const step = this.step / width;
    const first = this.channels / width;
    for (let k = 0; k < places.length; k++) {
      const from = offset + places[k]! * channels;
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        const value = places[k]! < 0 ? 0 : data[from + c]!;
        heap[first + c * step + k] = value;
        sum += value * value;
      }
      variances[this.#input / 8 + k] = sum / channels;
    }
  }

  /** Puts in what a pool made of an image. */
  placePooled({ variances, spread }: PooledImage, shift: number): void {
    const { float64 } = this.#machine;
    const places = this.#displace(shift);
    for (let k = 0; k < places.length; k++) {
      const place = places[k]!;
      float64[this.channels / 8 + k] = place < 0 ? 0 : spread[place]!;
      float64[this.#input / 8 + k] = place < 0 ? 0 : variances[place]!;
    }
  }

  /** Goes back to the variances before the layers. */
  restart(): void {
    const { float64, kernels } = this.#machine;
    const { q, copy, s, r, rows, masks } = this.planes;
    const from = this.#input / 8;
    const numbers = rows * this.#layout.stride;
    float64.copyWithin(q / 8, from, from + numbers);
    const bytes = vectorBytes(numbers, 8);
    const inside = masks.get(maskKey(this.#layout.geometry.size))!;
    kernels.deviations(q, copy, q, inside, s, r, bytes, 1, 0, 1, false);
  }

  /** Where the places are after a displacement; its masks are filled. */
  #displace(shift: number): Int32Array {
    const { planes } = this;
    const known = this.#places.get(shift) ?? placesOf(this.#layout, planes.rows, shift);
    this.#places.set(shift, known);
    if (planes.shift !== shift) fillMasks(this.#machine, planes, known, this.#sizes);
    planes.shift = shift;
    return known;
  }
}
