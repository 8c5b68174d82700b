import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import type { LinearFactors, VectorFactors } from "../factors/factors.ts";
import { numbers } from "../ops/series.ts";
import type { Pair } from "./site-kernel.ts";

/** Flops of a product that no engine hands to its threads, and those from which threads always pay. */
const SMALL = 1.9e6;
const LARGE = 1e8;

/** Numbers of per-example gradients beyond which they are not kept, 1 GiB. */
const MOST_NUMBERS = 2 ** 27;

/**
 * Whether the gradients AᵀB [inputs, units] of every example are cheaper than inner products of all
 * pairs of positions: by the number of multiplications, and where the gradients fit into memory.
 */
export function prefersGradients({ left, n, m, outputs, form }: Pair<LinearFactors>): boolean {
  const { positions: s, inputs, units } = left;
  if ((n + m) * outputs * inputs * units > MOST_NUMBERS) return false;
  const blocks = form === "full" ? outputs * outputs : outputs;
  const pairs = n * m;
  const byGradients = (n + m) * outputs * s * inputs * units + pairs * blocks * inputs * units;
  const byPositions = pairs * s * s * (inputs + blocks * (units + 1));
  return byGradients < byPositions;
}

/** The same pair with the gradient of every example written out. */
export async function gradientsOf(pair: Pair<LinearFactors>): Promise<Pair<VectorFactors>> {
  const { left, right, n, m } = pair;
  return {
    ...pair,
    left: await writtenOut(left, n, pair),
    right: right && (await writtenOut(right, m, pair)),
  };
}

/** Gradients scale AᵀB, [Q, N, inputs units]. */
export async function writtenOut(
  site: LinearFactors,
  examples: number,
  { outputs, engine, signal }: Pick<Pair, "outputs" | "engine" | "signal">,
): Promise<VectorFactors> {
  const { inputs, units, positions, scale, name, layer, parameter } = site;
  const entries = inputs * units;
  const gradients = numbers(outputs * examples * entries);
  for (let n = 0; n < examples; n++) {
    const a = inputsByPosition(site, n);
    const b = cotangentsByPosition(site, n, examples, outputs);
    const left = matrix(inputs, positions, a);
    const right = matrix(positions, outputs * units, b);
    const data = await multiplyInPieces(left, right, { engine, signal });
    for (let i = 0, at = 0; i < inputs; i++) {
      for (let q = 0; q < outputs; q++) {
        const to = (q * examples + n) * entries + i * units;
        for (let j = 0; j < units; j++) gradients[to + j] = scale * data[at++]!;
      }
    }
  }
  return { kind: "vector", name, layer, parameter, entries, gradients };
}

/**
 * A B, in pieces that an engine with threads computes on the calling one: with many small products the
 * messages to threads would take longer than the arithmetic.
 */
async function multiplyInPieces(
  a: Matrix,
  b: Matrix,
  { engine, signal }: Pick<Pair, "engine" | "signal">,
): Promise<Float64Array> {
  const flops = 2 * b.data.length;
  const pieces = Math.ceil((flops * a.rows) / SMALL);
  const step = Math.ceil(a.rows / pieces);
  if (flops * a.rows > LARGE || flops > SMALL || pieces === 1)
    return (await engine.multiply(a, b, { signal })).data;
  const result = new Float64Array(a.rows * b.cols);
  for (let row = 0; row < a.rows; row += step) {
    const rows = Math.min(step, a.rows - row);
    const part = a.data.subarray(row * a.cols, (row + rows) * a.cols);
    const product = await engine.multiply(matrix(rows, a.cols, part), b, { signal });
    result.set(product.data, row * b.cols);
  }
  return result;
}

/** Aᵀ [inputs, positions] of one example. */
function inputsByPosition({ a, positions, inputs }: LinearFactors, n: number): Float64Array {
  const result = numbers(inputs * positions);
  for (let s = 0, from = n * positions * inputs; s < positions; s++) {
    for (let i = 0, to = s; i < inputs; i++, to += positions) result[to] = a[from++]!;
  }
  return result;
}

/** B [positions, Q units] of one example. */
function cotangentsByPosition(
  { b, positions, units }: LinearFactors,
  n: number,
  examples: number,
  outputs: number,
): Float64Array {
  const width = outputs * units;
  const result = numbers(positions * width);
  for (let q = 0; q < outputs; q++) {
    let from = (q * examples + n) * positions * units;
    for (let s = 0, to = q * units; s < positions; s++, to += width) {
      for (let j = 0; j < units; j++) result[to + j] = b[from++]!;
    }
  }
  return result;
}
