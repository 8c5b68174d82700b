import type { LinearFactors, VectorFactors } from "../factors/factors.ts";
import { multiplyNumbers } from "../ops/number-products.ts";
import type { NumberRows } from "../ops/number-products.ts";
import { lastingNumbers, like, numbers, numbers32, widened, widenInto } from "../ops/series.ts";
import type { Numbers } from "../ops/series.ts";
import type { Extent } from "../ops/op.ts";
import type { RowsOptions } from "./site-rows.ts";

/** Flops of a product that no engine hands to its threads, and those from which threads always pay. */
const SMALL = 1.9e6;
const LARGE = 1e8;

/** Numbers of the gradients of a pair beyond which they are not written out for it, 1 GiB. */
export const MOST_NUMBERS: number = 2 ** 27;

/**
 * Whether the gradients AᵀB [inputs, units] of every example are cheaper than inner products of all
 * pairs of positions: by the number of multiplications, and where the gradients are not too many.
 */
export function prefersGradients(
  { positions: s, inputs, units }: Extent,
  { sides: [n, m], outputs, form, most }: Pick<RowsOptions, "sides" | "outputs" | "form" | "most">,
): boolean {
  if ((n + m) * outputs * inputs * units > most) return false;
  const blocks = form === "full" ? outputs * outputs : outputs;
  const pairs = n * m;
  const byGradients = (n + m) * outputs * s * inputs * units + pairs * blocks * inputs * units;
  const byPositions = pairs * s * s * (inputs + blocks * (units + 1));
  return byGradients < byPositions;
}

/** Gradients scale AᵀB, [Q, N, inputs units]. */
export async function writtenOut(
  site: LinearFactors,
  examples: number,
  call: GradientOptions,
): Promise<VectorFactors> {
  const { inputs, units, scale, name, layer, parameter } = site;
  const entries = inputs * units;
  const gradients = lastingNumbers(call.outputs * examples * entries);
  for (let n = 0; n < examples; n++) {
    const data = await gradientOf(site, n, examples, call);
    for (let q = 0, at = 0; q < call.outputs; q++) {
      const to = (q * examples + n) * entries;
      for (let j = 0; j < units; j++) {
        for (let i = 0; i < inputs; i++) gradients[to + i * units + j] = scale * data[at++]!;
      }
    }
  }
  return { kind: "vector", name, layer, parameter, entries, gradients };
}

/** All outputs' gradients AᵀB side by side, [N, Q units inputs]: products of rows do not depend on their order. */
export async function gradientRows(
  site: LinearFactors,
  examples: number,
  call: GradientOptions,
): Promise<Float64Array> {
  const size = site.inputs * call.outputs * site.units;
  const rows = lastingNumbers(examples * size);
  for (let n = 0; n < examples; n++) {
    widenInto(await gradientOf(site, n, examples, call), rows, n * size);
  }
  return rows;
}

type GradientOptions = Pick<RowsOptions, "outputs" | "engine" | "signal">;

/** (AᵀB)ᵀ of one example, [Q units, inputs], in 32 bits where factors and engine have them. */
async function gradientOf(
  site: LinearFactors,
  n: number,
  examples: number,
  { outputs, engine, signal }: GradientOptions,
): Promise<Numbers> {
  const { a, inputs, units, positions } = site;
  const single = engine.multiply32 !== undefined && a instanceof Float32Array;
  const own = a.subarray(n * positions * inputs, (n + 1) * positions * inputs);
  const rows = outputs * units;
  const b = (single ? numbers32 : numbers)(rows * positions);
  spreadByUnit(site, n, examples, outputs, b);
  return multiplyInPieces(
    { rows, cols: positions, data: b },
    { rows: positions, cols: inputs, data: single ? own : widened(own) },
    { engine, signal },
  );
}

/**
 * A B, in pieces that an engine with threads computes on the calling one: with many small products the
 * messages to threads would take longer than the arithmetic.
 */
async function multiplyInPieces(
  a: NumberRows,
  b: NumberRows,
  call: Omit<GradientOptions, "outputs">,
): Promise<Numbers> {
  const flops = 2 * b.data.length;
  const pieces = Math.ceil((flops * a.rows) / SMALL);
  const step = Math.ceil(a.rows / pieces);
  if (flops * a.rows > LARGE || flops > SMALL || pieces === 1) return multiplyNumbers(call, a, b);
  const result = like(b.data, a.rows * b.cols);
  for (let row = 0; row < a.rows; row += step) {
    const rows = Math.min(step, a.rows - row);
    const data = a.data.subarray(row * a.cols, (row + rows) * a.cols);
    result.set(await multiplyNumbers(call, { rows, cols: a.cols, data }, b), row * b.cols);
  }
  return result;
}

/** Writes Bᵀ [Q units, positions] of one example to `result`. */
function spreadByUnit(
  { b, positions, units }: LinearFactors,
  n: number,
  examples: number,
  outputs: number,
  result: Numbers,
): void {
  for (let q = 0; q < outputs; q++) {
    let from = (q * examples + n) * positions * units;
    const first = q * units * positions;
    for (let s = 0; s < positions; s++) {
      for (let to = first + s, j = 0; j < units; j++, to += positions) result[to] = b[from++]!;
    }
  }
}
