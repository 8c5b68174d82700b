import type { PlaneLayout } from "./plane-layout.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import { vectorBytes } from "./plane-machine.ts";
import type { PlaneLayer, Sides } from "./plane-program.ts";
import { sumOverEdges } from "./sum-over-edges.ts";
import { wrapEdges } from "./wrap-edges.ts";

/** What planes need of one image: its variances at the current layer, place by place. Addresses. */
export interface ImagePlanes {
  readonly layout: PlaneLayout;
  /** Rows in memory: of a plane, or with a period more for an image that is displaced. */
  readonly rows: number;
  /** Columns by which it is displaced. */
  shift: number;
  /** Variances after the last layer, float64, and in the planes' precision. */
  readonly q: number;
  readonly copy: number;
  /**
   * Standard deviations and 1 / s: after the activation; where it is smooth, before it, and what
   * the variances make of it.
   */
  readonly s: number;
  readonly r: number;
  /** Two arrays for sums over windows. */
  readonly work: Sides;
  /** By the size of what is inside: a mask. */
  readonly masks: Map<string, number>;
}

/** Room for an image in a layout; the masks of the sizes are filled in by {@link placeImage}. */
export function createImagePlanes(
  machine: PlaneMachine,
  layout: PlaneLayout,
  rows: number,
  sizes: readonly Sides[],
): ImagePlanes {
  const numbers = rows * layout.stride;
  const room = (width: 8 | 4): number => machine.allocate(numbers, layout.margin, width);
  return {
    layout,
    rows,
    shift: -1,
    q: room(8),
    copy: room(machine.width),
    s: room(machine.width),
    r: room(machine.width),
    work: [room(8), room(8)],
    masks: new Map(sizes.map((size) => [maskKey(size), room(8)])),
  };
}

/** Fills the masks for the places that are displaced as `places` says. */
export function fillMasks(
  machine: PlaneMachine,
  { layout, masks }: ImagePlanes,
  places: Int32Array,
  sizes: readonly Sides[],
): void {
  const bits = new Int32Array(machine.float64.buffer);
  const width = layout.geometry.size[1];
  for (const size of sizes) {
    const base = masks.get(maskKey(size))! / 4;
    for (let k = 0; k < places.length; k++) {
      const place = places[k]!;
      const inside = place >= 0 && place < size[0] * width && place % width < size[1];
      bits[base + 2 * k] = inside ? -1 : 0;
      bits[base + 2 * k + 1] = inside ? -1 : 0;
    }
  }
}

/** Name of a size among the masks. */
export function maskKey(size: Sides): string {
  return size.join();
}

/** Variances after a layer with its activation, and the standard deviations that planes need. */
export function advanceImage(machine: PlaneMachine, image: ImagePlanes, layer: PlaneLayer): void {
  const { layout, q, work } = image;
  const numbers = image.rows * layout.stride;
  const bytes = vectorBytes(numbers, 8);
  const { low, high } = layer;
  let sums = q;
  if (low[0] + high[0] > 0) {
    machine.windowSums(work[0], sums, bytes, 8 * layout.stride, low[0], high[0]);
    sums = work[0];
  }
  // Where the edges need nothing else, what makes standard deviations sums over neighbours itself.
  const plain = image.shift === 0 && !layout.geometry.circular && sums !== q;
  const three = low[1] === 1 && high[1] === 1 && plain;
  if (low[1] + high[1] > 0 && !three) {
    machine.windowSums(work[1], sums, bytes, 8, low[1], high[1]);
    const rows = image.rows;
    if (image.shift > 0) {
      sumOverEdges(machine.float64, sums / 8, work[1] / 8, layout, rows, layer);
    }
    sums = work[1];
  }
  const mask = image.masks.get(maskKey(layer.size))!;
  const { activation, scale, bias } = layer;
  const kappa = activation.type === "abRelu" ? activation.kappa : 1;
  const { copy, s, r } = image;
  // prettier-ignore
  machine.kernels.deviations(
    q, copy, sums, mask, s, r, bytes, scale, bias, kappa, three,
  );
  if (layout.geometry.circular) {
    wrapEdges(machine.float64, q / 8, layout, image.rows);
    const heap = machine.width === 8 ? machine.float64 : machine.float32;
    for (const each of [copy, s, r]) wrapEdges(heap, each / machine.width, layout, image.rows);
  }
  if (activation.type === "smooth") {
    const { b2, value, gelu } = activation;
    machine.kernels.smoothVariances(q, copy, r, bytes, b2, value, gelu);
  }
}
