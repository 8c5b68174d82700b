import { DataError, npyToTensor, readCifar, readIdx, readNpy } from "@ntkit/datasets";
import { type Tensor, tensor } from "@ntkit/linalg";
import { readInput } from "./read-file.ts";
import { readMatrix } from "./read-matrix.ts";

/**
 * The inputs of a network in a file, first axis samples, last axis channels:
 *
 * - NPY [N, …, C] of numbers, as they are; [N] is [N, 1]
 * - IDX images of bytes (MNIST), also gzipped: [N, height, width, 1], divided by 255
 * - CIFAR-10 binary (by its name, `.bin`): [N, 32, 32, 3], divided by 255
 * - a table of numbers, CSV or TSV: [N, columns]
 *
 * All but CIFAR are known by their first bytes.
 *
 * @throws DataError when the file is missing, is none of these, is empty or has a value that is not finite
 */
export async function readInputs(cwd: string, path: string): Promise<Tensor> {
  const bytes = await readInput(cwd, path);
  const file = { file: path };
  if (bytes[0] === 0x93)
    return notEmpty(withChannels(npyToTensor(readNpy(bytes, file), file)), path);
  if (path.endsWith(".bin")) {
    const { shape, data } = readCifar(bytes, file);
    return { shape, data: Float64Array.from(data, (value) => value / 255) };
  }
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (isGzip || (bytes[0] === 0 && bytes[1] === 0)) return notEmpty(idxImages(bytes, path), path);
  const { rows, cols, data } = await readMatrix(cwd, path);
  return tensor([rows, cols], data);
}

function withChannels({ shape, data }: Tensor): Tensor {
  return shape.length === 1 ? tensor([...shape, 1], data) : { shape, data };
}

function idxImages(bytes: Uint8Array, path: string): Tensor {
  const array = readIdx(bytes, { file: path });
  const scale = array.dtype === "u1" ? 1 / 255 : 1;
  const { shape, data } = npyToTensor(array, { file: path });
  return tensor(
    [...shape, 1],
    data.map((value) => value * scale),
  );
}

function notEmpty(inputs: Tensor, path: string): Tensor {
  if (!inputs.shape.includes(0)) return inputs;
  throw new DataError(`inputs must have a row and a channel, got [${inputs.shape.join(", ")}]`, {
    file: path,
  });
}
