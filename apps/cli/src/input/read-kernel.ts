import { DataError, npyToMatrix, npzComment, readNpz } from "@ntkit/datasets";
import { type KernelRecord, parseKernelRecord } from "@ntkit/kernels";
import type { Matrix } from "@ntkit/linalg";
import { readInput } from "./read-file.ts";
import { readMatrix } from "./read-matrix.ts";

/** A kernel matrix from a file. */
export interface KernelFile {
  readonly matrix: Matrix;
  /** As the user called it. */
  readonly file: string;
  /** Which array of an NPZ file it is, `ntk` or `nngp`. */
  readonly array?: string;
  /** What `ntkit kernel` wrote about it. */
  readonly record?: KernelRecord;
}

/**
 * The kernel matrix in a file: NPY or CSV, or an array of an NPZ file as `ntkit kernel` writes it. `K.npz:nngp`
 * names the array; otherwise it is `ntk`, or the only one.
 *
 * @throws DataError as `readMatrix`, or when the NPZ file has no such array or is not what its record says
 */
export async function readKernelFile(cwd: string, path: string): Promise<KernelFile> {
  const file = kernelFileName(path);
  const name = file === path ? undefined : path.slice(file.length + 1);
  if (!/\.npz$/i.test(file)) return { matrix: await readMatrix(cwd, path), file: path };
  const bytes = await readInput(cwd, file);
  const arrays = readNpz(bytes, { file });
  const only = arrays.size === 1 ? [...arrays.keys()][0] : undefined;
  const array = name ?? (arrays.has("ntk") ? "ntk" : only);
  const found = array === undefined ? undefined : arrays.get(array);
  if (array === undefined || found?.shape.length !== 2) {
    const has = [...arrays].map(([key, { shape }]) => `${key} [${shape.join(", ")}]`).join(", ");
    throw new DataError(
      `must have a matrix ${array ?? "ntk (or name another, as in K.npz:name)"}, got ${has}`,
      { file },
    );
  }
  const record = readRecord(bytes, file);
  const matrix = npyToMatrix(found, { file });
  if (record) assertFits(matrix, record, file);
  return { matrix, file: path, array, ...(record && { record }) };
}

/** The file in the name of a kernel, without the array that it names: `K.npz` of `K.npz:nngp`. */
export function kernelFileName(path: string): string {
  return path.replace(/(\.npz):\w+$/i, "$1");
}

/** What `ntkit kernel` wrote about the kernels of an NPZ file, if it wrote it. */
export function readRecord(bytes: Uint8Array, file: string): KernelRecord | undefined {
  const comment = npzComment(bytes, { file });
  if (!comment.includes('"ntkit-kernel"')) return undefined;
  try {
    return parseKernelRecord(comment);
  } catch (cause) {
    throw new DataError(`record must be as ntkit kernel writes it: ${(cause as Error).message}`, {
      file,
      cause,
    });
  }
}

function assertFits(found: Matrix, { x1, x2 }: KernelRecord, file: string): void {
  assertShape(found, file, x1.shape[0]!, (x2 ?? x1).shape[0]!, "as its record says");
}

/** Asymmetry, relative to the largest entry, that rounding can explain. */
const symmetryTolerance = 1e-10;

/**
 * The kernel matrix of training rows in a file: square and symmetric.
 *
 * @throws DataError as `readKernelFile`, and for another matrix, with the first two entries that differ
 */
export async function readKernel(cwd: string, path: string): Promise<KernelFile> {
  const kernel = await readKernelFile(cwd, path);
  const { rows: n, cols, data } = kernel.matrix;
  if (n !== cols) {
    throw new DataError(`kernel must be square, got ${n}×${cols}`, { file: path });
  }
  const largest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const [below, above] = [data[i * n + j]!, data[j * n + i]!];
      if (Math.abs(below - above) <= symmetryTolerance * largest) continue;
      throw new DataError(
        `kernel must be symmetric, got ${below} at [${i}, ${j}] and ${above} at [${j}, ${i}]`,
        { file: path },
      );
    }
  }
  return kernel;
}

/**
 * Passes when the kernel of other rows with the training rows goes with that of the training rows: of the same
 * network, kind and options, and of the same training rows. Kernels without a record pass.
 *
 * @throws DataError that names what differs
 */
export function assertSameSource(cross: KernelFile, train: KernelFile): void {
  const [a, b] = [cross.record, train.record];
  if (a === undefined || b === undefined) return;
  const differs = (what: string, got: string, wanted: string): void => {
    if (got === wanted) return;
    throw new DataError(`must be of the ${what} of ${train.file}, ${wanted}, got ${got}`, {
      file: cross.file,
    });
  };
  differs("network", a.networkHash, b.networkHash);
  differs("kind", String(cross.array), String(train.array));
  const precision = (record: KernelRecord): string => record.options.precision ?? "float64";
  differs("precision", precision(a), precision(b));
  differs("training rows", `SHA-256 ${(a.x2 ?? a.x1).sha256}`, `SHA-256 ${b.x1.sha256}`);
}

/** @throws DataError unless the matrix from `file` has this shape */
export function assertShape(
  found: Matrix,
  file: string,
  rows: number,
  cols: number,
  because: string,
): void {
  if (found.rows === rows && found.cols === cols) return;
  throw new DataError(`must be ${rows}×${cols} ${because}, got ${found.rows}×${found.cols}`, {
    file,
  });
}
