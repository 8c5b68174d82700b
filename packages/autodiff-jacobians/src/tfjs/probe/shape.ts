/** Sizes of one example, without the axis of examples. */
export type Shape = readonly number[];

/** A list of shapes, of which one may stand alone. */
export function shapesOf(shape: Shape | readonly Shape[]): readonly Shape[] {
  return typeof shape[0] === "object" ? (shape as readonly Shape[]) : [shape as Shape];
}

/** Product of the sizes. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}
