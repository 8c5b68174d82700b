import { NetworkError } from "@ntkit/architecture";
import { concat, sum } from "../ops/join.ts";
import type { Builder, Place } from "../plan/builder.ts";

/** The branches' signals as one: their sum, or side by side. */
export function fanIn(
  type: "fanInSum" | "fanInConcat",
  inputs: readonly number[],
  place: Place,
  builder: Builder,
): number {
  const shapes = inputs.map((slot) => builder.shape(slot));
  const compared = type === "fanInConcat" ? shapes.map((shape) => shape.slice(0, -1)) : shapes;
  if (compared.some((shape) => String(shape) !== String(compared[0]))) {
    const got = shapes.map((shape) => `[${shape.join(", ")}]`).join(" and ");
    throw new NetworkError(`the branches of a ${type} must have equal shapes, got ${got}`, {
      path: place.path,
    });
  }
  const op = type === "fanInConcat" ? concat(inputs, shapes) : sum(inputs, shapes[0]!);
  return builder.add(op);
}
