import { DataError, dataError } from "../data-error.ts";

/** What {@link readCifar} returns: N images of 32 x 32 pixels with 3 channels. */
export interface CifarImages {
  /** [N, 32, 32, 3]: image, row, column, channel (red, green, blue), 0 to 255. */
  readonly shape: readonly [number, 32, 32, 3];
  readonly data: Uint8Array;
  /** Class of each image, shape [N]. */
  readonly labels: Uint8Array;
  /** Superclass of each image of CIFAR-100, shape [N]. */
  readonly coarseLabels?: Uint8Array;
}

/** Which of the two sets a file belongs to. */
export interface ReadCifarOptions {
  /** `"cifar10"`: one label byte before each image; `"cifar100"`: coarse and fine. Default: `"cifar10"`. */
  readonly kind?: "cifar10" | "cifar100";
  readonly file?: string;
}

const PIXELS = 1024;

/**
 * Images and labels of a CIFAR binary file, channels last.
 *
 * A record is its label bytes and then 1024 red, 1024 green and 1024 blue bytes, each plane by rows.
 * O(file) time and memory.
 *
 * @throws {@link DataError} when the length is no positive multiple of a record's, or a label is
 *   outside the classes; it names the record and its offset
 * @see https://www.cs.toronto.edu/~kriz/cifar.html (the format)
 */
export function readCifar(bytes: Uint8Array, options: ReadCifarOptions = {}): CifarImages {
  const { kind = "cifar10", file } = options;
  const labelBytes = kind === "cifar10" ? 1 : 2;
  const record = labelBytes + 3 * PIXELS;
  const count = bytes.length / record;
  if (!Number.isInteger(count) || count === 0) {
    const got = `${bytes.length} bytes`;
    throw dataError("readCifar", `${kind} file must hold records of ${record} bytes, got ${got}`, {
      file,
    });
  }
  const data = new Uint8Array(count * 3 * PIXELS);
  for (let i = 0; i < count; i++) {
    channelsLast(bytes, i * record + labelBytes, data, i * 3 * PIXELS);
  }
  const labelsAt = (place: number, classes: number) =>
    Uint8Array.from({ length: count }, (_, i) =>
      checkedLabel(bytes, i * record + place, i, classes, file),
    );
  const shape = [count, 32, 32, 3] as const;
  return kind === "cifar10"
    ? { shape, data, labels: labelsAt(0, 10) }
    : { shape, data, coarseLabels: labelsAt(0, 20), labels: labelsAt(1, 100) };
}

function channelsLast(planes: Uint8Array, from: number, target: Uint8Array, to: number): void {
  for (let pixel = 0; pixel < PIXELS; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      target[to + 3 * pixel + channel] = planes[from + channel * PIXELS + pixel]!;
    }
  }
}

function checkedLabel(
  bytes: Uint8Array,
  offset: number,
  record: number,
  classes: number,
  file: string | undefined,
): number {
  const label = bytes[offset]!;
  if (label < classes) return label;
  throw new DataError(
    `record ${record}: label must be below ${classes}, got ${label} (is this the other kind of file?)`,
    { file, offset },
  );
}
