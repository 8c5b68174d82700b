import { NetworkError } from "@ntkit/architecture";
import { concat, sum } from "../ops/join.ts";
import { elementwiseProduct } from "../ops/product.ts";
import type { Builder, Place } from "../plan/builder.ts";

/** The branches' signals as one: their sum, their product, or side by side. */
export function fanIn(
  type: "fanInSum" | "fanInProd" | "fanInConcat",
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
  switch (type) {
    case "fanInSum":
      return builder.add(sum(inputs, shapes[0]!));
    case "fanInConcat":
      return builder.add(concat(inputs, shapes));
    case "fanInProd":
      return inputs.reduce((here, next) => builder.add(elementwiseProduct(here, next, shapes[0]!)));
  }
}
