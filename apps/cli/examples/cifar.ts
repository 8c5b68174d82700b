/**
 * Kernel regression with the convolutional NTK of Arora et al. 2019 on CIFAR-10: `pnpm cifar [folder]`.
 *
 * The folder holds data_batch_1….bin and test_batch….bin of CIFAR-10, or first parts of them; by default
 * cifar10 below the folder that NTKIT_DATA names. Prints the accuracy after the first 60 images.
 *
 * @see https://arxiv.org/abs/1904.11955 (the kernels, and their accuracy after 50 000 images)
 */
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { cntk } from "@ntkit/architecture";
import { oneHot, readCifar } from "@ntkit/datasets";
import { kernelFunction, kernelWorkers } from "@ntkit/kernels";
import type { Matrix, Tensor } from "@ntkit/linalg";
import { multiply, tensor } from "@ntkit/linalg";
import { kernelRegression } from "@ntkit/solvers";

interface Images {
  /** [N, 32, 32, 3] between 0 and 1. */
  readonly x: Tensor;
  readonly labels: readonly number[];
}

const CLASSES = 10;
const TRAIN = 60;
const cases = [
  { name: "vanilla", gap: false, test: 300 },
  { name: "global average pooling", gap: true, test: 100 },
];

async function firstImages(folder: string, prefix: string, count: number): Promise<Images> {
  const name = (await readdir(folder)).find((file) => file.startsWith(prefix));
  if (name === undefined) throw new Error(`${folder} must hold ${prefix}….bin`);
  const { data, labels } = readCifar(await readFile(path.join(folder, name)), { file: name });
  const pixels = data.subarray(0, count * 3072);
  return {
    x: tensor(
      [count, 32, 32, 3],
      Float64Array.from(pixels, (value) => value / 255),
    ),
    labels: Array.from(labels.subarray(0, count)),
  };
}

/** Fraction of rows whose largest score is that of their label. */
function accuracy(scores: Matrix, labels: readonly number[]): number {
  const hits = labels.filter((label, i) => {
    const row = scores.data.subarray(i * CLASSES, (i + 1) * CLASSES);
    return row.indexOf(Math.max(...row)) === label;
  });
  return hits.length / labels.length;
}

const folder = process.argv[2] ?? path.join(process.env.NTKIT_DATA ?? "../shared/data", "cifar10");
const train = await firstImages(folder, "data_batch_1", TRAIN);
// 0.9 for the class of an image and -0.1 for the others, as in the paper.
const targets = oneHot(train.labels, CLASSES, { centered: true });
const workers = await kernelWorkers();
for (const { name, gap, test } of cases) {
  const held = await firstImages(folder, "test_batch", test);
  const kernel = kernelFunction(cntk({ depth: 4, gap }));
  const { ntk } = await kernel.evaluate(train.x, undefined, { get: ["ntk"], workers });
  const cross = await kernel.evaluate(held.x, train.x, { get: ["ntk"], workers });
  const { coefficients } = await kernelRegression({ kernel: ntk, targets });
  const right = accuracy(multiply(cross.ntk, coefficients), held.labels);
  const values = [0, 1, 2].map((j) => ntk.data[j]!.toPrecision(13)).join(", ");
  process.stdout.write(
    `CNTK of depth 4, ${name}: ${(100 * right).toFixed(1)} % of ${test} test images after ${TRAIN} images\n` +
      `  kernel of the first image with the first three: ${values}\n`,
  );
}
await workers.dispose();
