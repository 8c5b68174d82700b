import { plainEngine } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import { emptyKernel, placeTile, rowSets } from "./form.ts";
import type { KernelForm, KernelOf } from "./form.ts";

/** Which entries of the covariance {@link empiricalNngp} gives. */
export interface NngpOptions<F extends KernelForm> extends EngineOptions {
  /** Default: "trace". */
  readonly form?: F | undefined;
}

/**
 * The empirical covariance of the outputs of one network, f_o(x_n) f_p(x_m'): "trace" is the mean over
 * o = p, [N, M], "full" [N, O, M, O], "diagonal" [N, M, O].
 */
export async function empiricalNngp<F extends KernelForm = "trace">(
  model: { forward(x: Inputs, options?: EngineOptions): Promise<Matrix> },
  x1: Inputs,
  x2?: Inputs,
  options: NngpOptions<F> = {},
): Promise<KernelOf[F]> {
  const { engine = plainEngine, signal } = options;
  const form = options.form ?? ("trace" as F);
  const left = await model.forward(x1, options);
  const right = x2 && (await model.forward(x2, options));
  const q = left.cols;
  const sizes = { n: countOf(x1), m: countOf(x2 ?? x1), q };
  const rows = (values: Matrix) => rowSets(outputsFirst(values), q, 1, form);
  const [mine, theirs] = [rows(left), right && rows(right)];
  const sums: Float64Array[] = [];
  for (const [k, data] of mine.sets.entries()) {
    const a = { rows: data.length / mine.width, cols: mine.width, data };
    const other = theirs?.sets[k];
    const b = other && { rows: other.length / mine.width, cols: mine.width, data: other };
    sums.push((await engine.gram(a, b, { signal })).data);
  }
  const kernel = emptyKernel(form, sizes);
  const place = { row: 0, col: 0, rows: sizes.n, cols: sizes.m };
  placeTile(kernel.data, form, sums, sizes, place, false);
  return kernel;
}

/** [N, O] as [O, N]. */
function outputsFirst({ rows, cols, data }: Matrix): Float64Array {
  const result = new Float64Array(data.length);
  for (let n = 0; n < rows; n++) {
    for (let o = 0; o < cols; o++) result[o * rows + n] = data[n * cols + o]!;
  }
  return result;
}
