import type * as tfjs from "@tensorflow/tfjs";
import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import type { Factors } from "../../factors/factors.ts";
import { type Inputs, checkInputs, countOf, examplesOf } from "../../inputs.ts";
import { spreadCotangents } from "../../network/cotangents.ts";
import type { FactorOptions, FactorSource } from "../../network/factor-source.ts";
import { activate } from "../backends/activate.ts";
import type { TfjsBackend } from "../backends/load-backend.ts";
import { assembly } from "./assemble.ts";
import { cotangentBatch, inputBatch } from "./batches.ts";
import { checkValues } from "./check-values.ts";
import { explainFailure } from "./explain-failure.ts";
import { type SiteTensors, tensorsOf } from "./recorder.ts";
import { type Pass, runPass } from "./run-pass.ts";
import { type Shape, shapesOf, sizeOf } from "./shape.ts";
import type { ProbedFunction } from "./site.ts";

/** Sizes of a function whose factors are asked for. */
export interface ProbedModelOptions extends PassOptions {
  /** Shape of one example; of a function of several inputs, their shapes. */
  readonly inputShape: Shape | readonly Shape[];
  /** Numbers that it gives for one example. */
  readonly outputs: number;
}

/** How much is done at a time. */
export interface PassOptions {
  /**
   * Bytes that what is kept for the way back may take at a time; examples and cotangents beyond are
   * done in further passes. Default: 256 MiB.
   */
  readonly passMemory?: number | undefined;
}

/** A function on a TensorFlow.js backend, with Jacobian factors. */
export interface ProbedModel extends FactorSource {
  /** Shapes of the inputs. Of several, an example is a row with one after the other. */
  readonly inputShapes: readonly Shape[];
  /** f(x), shape [N, O]. */
  forward(x: Inputs, options?: Pick<FactorOptions, "signal">): Promise<Matrix>;
}

const PASS_MEMORY = 256 * 2 ** 20;

/**
 * The function `f` with the parameters that its probes mark, for every kernel that is built from
 * factors.
 *
 * `f` is called with tensors [N, …], float32, and must treat every example alone. Factors have the
 * backend's numbers, float32; what is summed over them is float64. All tensors are disposed of.
 *
 * @throws {@link !RangeError} for sizes that are not positive integers, and where `f` gives another
 *   number of outputs
 */
export async function probedModel(
  { tf, backend }: Pick<TfjsBackend, "tf" | "backend">,
  f: ProbedFunction,
  options: ProbedModelOptions,
): Promise<ProbedModel> {
  const { outputs, passMemory = PASS_MEMORY } = options;
  const inputShapes = shapesOf(options.inputShape);
  checkSizes(inputShapes, outputs, passMemory);
  const width = inputShapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  const flat: ProbedFunction = (inputs, probe) => flatOutputs(f(inputs, probe), outputs);
  const check = (caller: string, x: Inputs): void => {
    checkInputs(caller, x, inputShapes.length === 1 ? inputShapes[0]! : [width]);
  };

  /** One pass over `count` cotangents, from `from` on. */
  async function pass(x: Inputs, c: Matrix, from: number, count: number): Promise<Pass> {
    await activate(tf, backend);
    const n = countOf(x);
    return explainFailure(n * count, () => {
      const inputs = inputBatch(tf, x, inputShapes, count);
      const cotangent = cotangentBatch(tf, c, from, count, n);
      try {
        return runPass(tf, flat, inputs, cotangent, { n, q: count, cotangents: c.rows });
      } finally {
        tf.dispose([...inputs, cotangent]);
      }
    });
  }

  /** Sizes of the sites, and what is kept for the way back, of `rows` examples of zeros. */
  async function trial(rows: number): Promise<{ sizes: SiteSize[]; bytes: number }> {
    const { values, sites, keptBytes } = await pass(matrix(rows, width), matrix(1, outputs), 0, 1);
    const sizes = sites.map(sizesOf);
    tf.dispose([values, ...sites.flatMap(tensorsOf)]);
    return { sizes, bytes: keptBytes };
  }

  const { sizes: siteSizes, bytes } = await trial(1);
  // Copies of weights do not grow with the rows.
  const bytesPerRow = Math.max((await trial(2)).bytes - bytes, 4 * width);
  const rowsPerPass = Math.max(1, Math.floor(passMemory / bytesPerRow));

  async function factors(x: Inputs, { cotangents, signal }: FactorOptions = {}): Promise<Factors> {
    check("factors", x);
    const c = cotangents ?? identity(outputs);
    spreadCotangents(c, outputs, 0);
    const n = countOf(x);
    const values = matrix(n, outputs);
    const parts = assembly();
    const rows = Math.min(n, rowsPerPass);
    const step = Math.max(1, Math.floor(rowsPerPass / Math.max(1, rows)));
    for (let row = 0; row < n; row += rows) {
      const tile = examplesOf(x, row, Math.min(n, row + rows));
      for (let from = 0; from < c.rows; from += step) {
        signal?.throwIfAborted();
        const count = Math.min(step, c.rows - from);
        const { values: batch, sites } = await pass(tile, c, from, count);
        const data = await readAndDispose(batch);
        values.data.set(data.subarray(0, countOf(tile) * outputs), row * outputs);
        const place = { row, rows: countOf(tile), from, count, examples: n, outputs: c.rows };
        await parts.add(sites, place);
      }
    }
    checkValues("factors", values);
    return { examples: n, outputs: c.rows, values, sites: parts.sites() };
  }

  async function forward(x: Inputs, { signal }: Pick<FactorOptions, "signal"> = {}) {
    check("forward", x);
    const values = matrix(countOf(x), outputs);
    for (let row = 0; row < values.rows; row += rowsPerPass) {
      signal?.throwIfAborted();
      await activate(tf, backend);
      const tile = examplesOf(x, row, Math.min(values.rows, row + rowsPerPass));
      const batch = explainFailure(countOf(tile), () =>
        tf.tidy(() => flat(inputBatch(tf, tile, inputShapes, 1), (z) => z)),
      );
      values.data.set(await readAndDispose(batch), row * outputs);
    }
    checkValues("forward", values);
    return values;
  }

  return {
    outputs,
    inputShapes,
    factors,
    forward,
    bytesPerExample: (q) => 4 * siteSizes.reduce((sum, size) => sum + size(q), width + outputs),
  };
}

async function readAndDispose(x: tfjs.Tensor): Promise<tfjs.TypedArray> {
  const data = await x.data();
  x.dispose();
  return data;
}

/** Numbers of a site for one example and Q cotangents, at most. */
type SiteSize = (cotangents: number) => number;

function sizesOf(site: SiteTensors): SiteSize {
  switch (site.kind) {
    case "vector":
      return (q) => q * site.gradients.size;
    case "linear":
      return (q) => site.a.size + q * site.b.size;
    case "embedding":
      return (q) => site.ids.size + q * site.b.size;
  }
}

function flatOutputs(y: tfjs.Tensor, outputs: number): tfjs.Tensor2D {
  const [rows] = y.shape as readonly number[];
  if (rows === undefined || y.size !== rows * outputs) {
    throw new RangeError(
      `probedModel: f must give ${outputs} numbers for every example, got shape [${y.shape.join(", ")}]`,
    );
  }
  return y.reshape([rows, outputs]);
}

function checkSizes(shapes: readonly Shape[], outputs: number, passMemory: number): void {
  const isSize = (size: number): boolean => Number.isInteger(size) && size > 0;
  if (!shapes.flat().every(isSize)) {
    throw new RangeError(
      `probedModel: inputShape must be sizes of at least 1, got ${JSON.stringify(shapes)}`,
    );
  }
  if (!isSize(outputs)) {
    throw new RangeError(`probedModel: outputs must be an integer of at least 1, got ${outputs}`);
  }
  if (!(passMemory > 0)) {
    throw new RangeError(`probedModel: passMemory must be a positive number, got ${passMemory}`);
  }
}

function identity(size: number): Matrix {
  const c = matrix(size, size);
  for (let i = 0; i < size; i++) c.data[i * size + i] = 1;
  return c;
}
