import type { ImagePlanes } from "./image-planes.ts";
import { advanceImage } from "./image-planes.ts";
import type { PlaneLayout } from "./plane-layout.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import { vectorBytes } from "./plane-machine.ts";
import type { PlaneLayer } from "./plane-program.ts";
import { wrapEdges } from "./wrap-edges.ts";

/** A plane of pairs of places; addresses. */
export interface PairPlane {
  readonly left: ImagePlanes;
  readonly right: ImagePlanes;
  /** Rows by which the right image is displaced. */
  readonly offset: number;
  readonly d: number;
  readonly t: number;
}

/** Arrays for sums over windows: of D and of Θ, first over columns, then over rows. */
export interface PlaneWork {
  readonly columns: readonly [number, number];
  readonly rows: readonly [number, number];
  /** The planes as addresses, for functions that take several. */
  readonly list: number;
}

/** Room for sums over windows, and for a list of so many planes. */
export function createPlaneWork(
  machine: PlaneMachine,
  layout: PlaneLayout,
  planes: number,
): PlaneWork {
  const room = (): number => machine.allocate(layout.length, layout.margin);
  const list = machine.allocate(planes * ENTRY, 0, 4);
  return { columns: [room(), room()], rows: [room(), room()], list };
}

/** Addresses of a plane in a list. */
const ENTRY = 8;

/** Room for a plane: addresses of D and Θ. */
export function createPlane(
  machine: PlaneMachine,
  layout: PlaneLayout,
  width: 8 | 4 = machine.width,
): { readonly d: number; readonly t: number } {
  const room = (): number => machine.allocate(layout.length, layout.margin, width);
  return { d: room(), t: room() };
}

/** Takes planes, and the images that they belong to, through layers. */
export function runLayers(
  machine: PlaneMachine,
  layout: PlaneLayout,
  layers: readonly PlaneLayer[],
  images: readonly ImagePlanes[],
  planes: readonly PairPlane[],
  work: PlaneWork,
): void {
  listPlanes(machine, layout, planes, work.list);
  for (const layer of layers) {
    for (const image of images) advanceImage(machine, image, layer);
    if (takesLists(layout, layer)) {
      applyToList(machine, layout, layer, planes.length, work);
      continue;
    }
    for (const plane of planes) {
      applyLayer(machine, layout, layer, plane, work);
      fillEdges(machine, layout, plane);
    }
  }
}

function listPlanes(
  { float64, width }: PlaneMachine,
  { stride }: PlaneLayout,
  planes: readonly PairPlane[],
  list: number,
): void {
  const entries = new Uint32Array(float64.buffer, list, planes.length * ENTRY);
  planes.forEach(({ d, t, left, right, offset }, k) => {
    const displaced = offset * stride * width;
    const { s, r, copy } = right;
    const addresses = [d, t, left.s, left.r, s + displaced, r + displaced];
    entries.set([...addresses, left.copy, copy + displaced], k * ENTRY);
  });
}

function takesLists({ geometry }: PlaneLayout, { low, high, activation }: PlaneLayer): boolean {
  const narrow = low[1] === high[1] && low[1] <= 1;
  return activation.type === "abRelu" && narrow && !geometry.circular;
}

function applyToList(
  machine: PlaneMachine,
  { geometry, stride, length }: PlaneLayout,
  { low, high, scale, own, constant, activation }: PlaneLayer,
  count: number,
  { columns, list }: PlaneWork,
): void {
  if (activation.type !== "abRelu") return;
  const { kernels, width } = machine;
  const { kappa, g, obtuse } = activation;
  const rowBytes = stride * width;
  const [start, size] = [geometry.low[0] * rowBytes, geometry.size[0] * rowBytes];
  const rest = length * width - start - size;
  const bytes = vectorBytes(geometry.size[0] * stride, width);
  // prettier-ignore
  kernels.abReluPlanes(
    list, count, columns[0], columns[1], start, size, rest, rowBytes, bytes, low[0], high[0],
    scale, own, constant, kappa, g, low[1] === 1, obtuse,
  );
}

function applyLayer(
  machine: PlaneMachine,
  layout: PlaneLayout,
  layer: PlaneLayer,
  plane: PairPlane,
  work: PlaneWork,
): void {
  const { kernels, width } = machine;
  const rowBytes = layout.stride * width;
  const start = layout.geometry.low[0] * rowBytes;
  const shifted = start + plane.offset * rowBytes;
  const bytes = vectorBytes(layout.geometry.size[0] * layout.stride, width);
  const [toD, toT] = [plane.d + start, plane.t + start];
  let [d, t] = [toD, toT];
  const [low, left] = layer.low;
  const [high, right] = layer.high;
  if (low + high + left + right > 0) {
    kernels.windowSums(work.columns[0] + start, d, bytes, rowBytes, low, high);
    kernels.windowSums(work.columns[1] + start, t, bytes, rowBytes, low, high);
    [d, t] = [work.columns[0] + start, work.columns[1] + start];
  }
  const { activation } = layer;
  const three = left === 1 && right === 1 && activation.type === "abRelu";
  if (left + right > 0 && !three) {
    kernels.windowSums(work.rows[0] + start, d, bytes, width, left, right);
    kernels.windowSums(work.rows[1] + start, t, bytes, width, left, right);
    [d, t] = [work.rows[0] + start, work.rows[1] + start];
  }
  const { scale, own, constant } = layer;
  const [s1, s2] = [plane.left.s + start, plane.right.s + shifted];
  if (activation.type === "none") {
    kernels.linear(toD, toT, d, t, bytes, s1, s2, scale, own, constant);
  } else if (activation.type === "smooth") {
    const { b2, value, slope, gelu } = activation;
    const [r1, r2] = [plane.left.r + start, plane.right.r + shifted];
    const [q1, q2] = [plane.left.copy + start, plane.right.copy + shifted];
    // prettier-ignore
    kernels.smooth(
      toD, toT, d, t, bytes, s1, r1, q1, s2, r2, q2, scale, own, constant, b2, value, slope, gelu,
    );
  } else {
    const { kappa, g, obtuse } = activation;
    const [r1, r2] = [plane.left.r + start, plane.right.r + shifted];
    // prettier-ignore
    kernels.abRelu(
      toD, toT, d, t, bytes, s1, r1, s2, r2, scale, own, constant, kappa, g, three, obtuse,
    );
  }
}

/** What lies beyond the first and the last row of places. */
export function fillEdges(machine: PlaneMachine, layout: PlaneLayout, plane: PairPlane): void {
  const { geometry, stride, rows } = layout;
  const { width } = machine;
  if (geometry.circular) {
    const heap = width === 8 ? machine.float64 : machine.float32;
    wrapEdges(heap, plane.d / width, layout, rows);
    wrapEdges(heap, plane.t / width, layout, rows);
    return;
  }
  const edge = (from: number, count: number): void => {
    const at = from * stride * width;
    const shifted = at + plane.offset * stride * width;
    machine.kernels.outside(
      plane.d + at,
      plane.t + at,
      count * stride * width,
      plane.left.copy + at,
      plane.right.copy + shifted,
    );
  };
  edge(0, geometry.low[0]);
  edge(rows - geometry.high[0], geometry.high[0]);
}
