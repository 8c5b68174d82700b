import type { Tensor } from "@ntkit/linalg";
import { tensor } from "@ntkit/linalg";

/** The examples of x [N, …] at these indices, copied. */
export function selectExamples({ shape, data }: Tensor, indices: ArrayLike<number>): Tensor {
  const size = data.length / shape[0]!;
  const result = tensor([indices.length, ...shape.slice(1)]);
  for (let i = 0; i < indices.length; i++) {
    result.data.set(data.subarray(indices[i]! * size, (indices[i]! + 1) * size), i * size);
  }
  return result;
}
