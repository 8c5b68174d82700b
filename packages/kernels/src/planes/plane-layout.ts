import type { PlaneGeometry } from "./plane-program.ts";

/** Places of a plane in memory, counted in numbers. */
export interface PlaneLayout {
  readonly geometry: PlaneGeometry;
  readonly rows: number;
  readonly stride: number;
  /** Numbers of a plane, and of an image that is displaced along it by up to a period. */
  readonly length: number;
  readonly extendedRows: number;
  /** Numbers that must be there before and behind what lies in memory. */
  readonly margin: number;
}

/** The layout of a geometry. */
export function planeLayout(geometry: PlaneGeometry): PlaneLayout {
  const { size, low, high, period } = geometry;
  const rows = size[0] + low[0] + high[0];
  const stride = size[1] + low[1] + high[1];
  return {
    geometry,
    rows,
    stride,
    length: rows * stride,
    extendedRows: rows + period[0] - 1,
    margin: (Math.max(low[0], high[0]) + 1) * stride + Math.max(low[1], high[1]) + 16,
  };
}

/**
 * For every number of so many rows of a layout that is displaced by `shift` columns the index of the
 * place there, −1 for outside.
 */
export function placesOf(layout: PlaneLayout, rows: number, shift: number): Int32Array {
  const { geometry, stride } = layout;
  const [high, wide] = geometry.period;
  const [height, width] = geometry.size;
  const places = new Int32Array(rows * stride).fill(-1);
  for (let i = 0; i < rows; i++) {
    const h = modulo(i - geometry.low[0], high);
    if (h >= height) continue;
    for (let j = 0; j < stride; j++) {
      const w = modulo(j - geometry.low[1] + shift, wide);
      if (w < width) places[i * stride + j] = h * width + w;
    }
  }
  return places;
}

/** n mod m, from 0 on. */
export function modulo(n: number, m: number): number {
  const rest = n % m;
  return rest < 0 ? rest + m : rest;
}
