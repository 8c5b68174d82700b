import type { InputOptions, Inputs, KernelKind } from "@ntkit/kernels";
import { type Tensor, matrix } from "@ntkit/linalg";
import { assertSameShape } from "../input/assert-same-shape.ts";
import { readInputs } from "../input/read-inputs.ts";

/** Flags that name inputs and what belongs to them. */
export interface InputFlags {
  readonly x1: string;
  readonly x2?: string;
  readonly mask1?: string;
  readonly mask2?: string;
  readonly pattern1?: string;
  readonly pattern2?: string;
  readonly maskConstant?: number;
}

/** The inputs of a kernel. */
export interface KernelInputs {
  readonly x1: Inputs;
  readonly x2: Inputs | undefined;
  readonly options: InputOptions<KernelKind>;
}

/**
 * Reads the inputs that flags name.
 *
 * @throws DataError when a file is missing or wrong, or both inputs differ in the shape of an example
 */
export async function inputsOfKernel(cwd: string, flags: InputFlags): Promise<KernelInputs> {
  const read = async (path: string | undefined): Promise<Tensor | undefined> =>
    path === undefined ? undefined : readInputs(cwd, path);
  const x1 = await readInputs(cwd, flags.x1);
  const x2 = await read(flags.x2);
  assertSameShape(x1, x2, flags);
  const mask = { x1: await read(flags.mask1), x2: await read(flags.mask2) };
  const pattern = { x1: await read(flags.pattern1), x2: await read(flags.pattern2) };
  return {
    x1: asRows(x1),
    x2: x2 && asRows(x2),
    options: {
      mask: mask.x1 || mask.x2 ? mask : undefined,
      pattern: pattern.x1 || pattern.x2 ? pattern : undefined,
      maskConstant: flags.maskConstant,
    },
  };
}

/** Numbers of rows and of places of inputs. */
export function sizesOf(x: Inputs): { rows: number; places: number } {
  if (!("shape" in x)) return { rows: x.rows, places: 1 };
  const [rows = 0, ...rest] = x.shape;
  return { rows, places: rest.slice(0, -1).reduce((size, n) => size * n, 1) };
}

function asRows(x: Tensor): Inputs {
  const [rows, cols] = x.shape as [number, number];
  return x.shape.length === 2 ? matrix(rows, cols, x.data) : x;
}
