import type { Matrix, Tensor } from "@ntkit/linalg";
import { matrix, random, tensor } from "@ntkit/linalg";

/** A tensor whose entries are a formula of their indices. */
export function filled(
  shape: readonly number[],
  formula: (a: number, b: number, c: number, d: number) => number,
): Tensor {
  const result = tensor(shape);
  for (let k = 0; k < result.data.length; k++) {
    let rest = k;
    const index = shape
      .toReversed()
      .map((size) => {
        const at = rest % size;
        rest = (rest - at) / size;
        return at;
      })
      .reverse();
    const [a = 0, b = 0, c = 0, d = 0] = index;
    result.data[k] = formula(a, b, c, d);
  }
  return result;
}

/** A tensor of standard normal numbers. */
export function normals(shape: readonly number[], seed: number): Tensor {
  const rng = random(seed);
  return filled(shape, () => rng.normal());
}

/** A matrix of standard normal numbers. */
export function normalMatrix(rows: number, cols: number, seed: number): Matrix {
  return matrix(rows, cols, normals([rows, cols], seed).data);
}

/** Examples `from` … `to` of a tensor. */
export function examples(x: Tensor, from: number, to: number): Tensor {
  const size = x.data.length / x.shape[0]!;
  return tensor([to - from, ...x.shape.slice(1)], x.data.slice(from * size, to * size));
}
