import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { npyToTensor, readIdx } from "@ntkit/datasets";
import { type Tensor, random, tensor } from "@ntkit/linalg";

const projectRoot = fileURLToPath(new URL("../../../../", import.meta.url));

/** Images [N, 28, 28, 1] in [0, 1] with their classes. */
export interface Images {
  readonly x: Tensor;
  readonly labels: ArrayLike<number>;
}

/** The test images of Fashion-MNIST below `NTKIT_DATA`, or why they are not there. */
export function fashionImages(
  env: Readonly<Record<string, string | undefined>>,
): Images | { readonly missing: string } {
  const folder = resolve(projectRoot, env.NTKIT_DATA ?? "../shared/data", "fashion-mnist");
  const [images, labels] = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"];
  if (!existsSync(join(folder, images))) {
    return {
      missing: `no ${images} in ${folder}; set NTKIT_DATA to the folder that holds fashion-mnist`,
    };
  }
  const { shape, data } = npyToTensor(readIdx(readFileSync(join(folder, images))));
  return {
    x: tensor(
      [...shape, 1],
      data.map((value) => value / 255),
    ),
    labels: readIdx(readFileSync(join(folder, labels))).data as Uint8Array,
  };
}

/** Mean and standard deviation of Fashion-MNIST's pixels in [0, 1]. */
const [MEAN, DEVIATION] = [0.286, 0.353];

/** Images [N, 14, 14, 1]: means of 2 × 2 pixels, standardised. */
export function shrinkImages({ x, labels }: Images): Images {
  const [count, side] = [x.shape[0]!, x.shape[1]! / 2];
  const small = tensor([count, side, side, 1]);
  for (let at = 0; at < small.data.length; at++) {
    const [image, place] = [Math.floor(at / side ** 2), at % side ** 2];
    const corner = 4 * side ** 2 * image + 4 * side * Math.floor(place / side) + 2 * (place % side);
    const [up, down] = [corner, corner + 2 * side];
    const sum = x.data[up]! + x.data[up + 1]! + x.data[down]! + x.data[down + 1]!;
    small.data[at] = (sum / 4 - MEAN) / DEVIATION;
  }
  return { x: small, labels };
}

/** Different images in random order: the first `counts[0]`, the next `counts[1]`, … */
export function drawImages(images: Images, counts: readonly number[], seed: number): Images[] {
  const order = random(seed).shuffle(Array.from(images.labels).map((_, row) => row));
  let from = 0;
  return counts.map((count) => {
    const rows = order.slice(from, (from += count));
    return pick(images, rows);
  });
}

function pick({ x, labels }: Images, rows: readonly number[]): Images {
  const size = x.data.length / x.shape[0]!;
  const data = new Float64Array(rows.length * size);
  rows.forEach((row, i) => {
    data.set(x.data.subarray(row * size, (row + 1) * size), i * size);
  });
  return {
    x: tensor([rows.length, ...x.shape.slice(1)], data),
    labels: rows.map((row) => labels[row]!),
  };
}
