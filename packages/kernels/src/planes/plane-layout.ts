import type { PlaneGeometry, Sides } from "./plane-program.ts";

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

/** The place in row `row` and column `column` of a layout that is displaced by `shift` columns. */
export function placeAt(
  { geometry }: PlaneLayout,
  row: number,
  column: number,
  shift: number,
): Sides {
  const [high, wide] = geometry.period;
  return [modulo(row - geometry.low[0], high), modulo(column - geometry.low[1] + shift, wide)];
}

/** n mod m, from 0 on. */
export function modulo(n: number, m: number): number {
  const rest = n % m;
  return rest < 0 ? rest + m : rest;
}
