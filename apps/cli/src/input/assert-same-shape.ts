import { DataError } from "@ntkit/datasets";
import type { Tensor } from "@ntkit/linalg";

/** @throws DataError unless the examples of both inputs, if there are two, have the same shape */
export function assertSameShape(
  x1: Tensor,
  x2: Tensor | undefined,
  flags: { readonly x1: string; readonly x2?: string },
): void {
  const shape = (x: Tensor): string => x.shape.slice(1).join("×");
  if (x2 === undefined || shape(x1) === shape(x2)) return;
  if (x1.shape.length === 2 && x2.shape.length === 2) {
    throw new DataError(
      `must have as many columns as ${flags.x1} (${x1.shape.join("×")}), got ${x2.shape.join("×")}`,
      { file: flags.x2 },
    );
  }
  throw new DataError(
    `must have examples of the shape of ${flags.x1} (${shape(x1)}), got ${shape(x2)}`,
    { file: flags.x2 },
  );
}
