import { empiricalNtk } from "@ntkit/autodiff-jacobians";
import type { FactorSource, Inputs } from "@ntkit/autodiff-jacobians";
import { random } from "@ntkit/linalg";
import type { Tensor } from "@ntkit/linalg";
import { countOf, pick } from "./examples.ts";
import { pseudoNtk } from "./pseudo-ntk.ts";
import type { PseudoNtkOptions } from "./pseudo-ntk.ts";

/** How large a sample {@link pseudoDistanceSample} draws. */
export interface SampleOptions extends PseudoNtkOptions {
  /** Pairs of different examples. */
  readonly pairs: number;
  /** Of the choice of pairs. Default: 0. */
  readonly seed?: number | undefined;
}

/** An estimate with its uncertainty. */
export interface SampledDistance {
  /** ‖k̂ ⊗ I - Θ‖ / ‖Θ‖, Frobenius norms, estimated. */
  readonly frobenius: number;
  /** Its standard error, to first order. */
  readonly standardError: number;
}

/**
 * Estimates the Frobenius distance of the pseudo-NTK from the full kernel from O × O blocks of random
 * pairs of examples: memory of O² numbers a pair, in place of (NO)².
 *
 * All N diagonal blocks are counted by a sample of their own of up to `pairs`; blocks off the diagonal
 * by `pairs` pairs with equal chances. The estimate is the root of a ratio of unbiased sums.
 *
 * @throws {@link !RangeError} when `pairs` is not an integer of at least 2, or there are fewer than 2 examples
 */
export async function pseudoDistanceSample(
  source: FactorSource,
  x: Inputs,
  options: SampleOptions,
): Promise<SampledDistance> {
  const { pairs, seed = 0, ...call } = options;
  const n = countOf(x);
  if (!Number.isInteger(pairs) || pairs < 2 || n < 2) {
    throw new RangeError(
      `pseudoDistanceSample: pairs and examples must be at least 2, got ${pairs} and ${n}`,
    );
  }
  const rng = random(seed);
  const order = rng.shuffle(Array.from({ length: n }, (_, i) => i));
  const ends = order.slice(0, Math.min(n, pairs)).map((i): [number, number] => [i, i]);
  const across = Array.from({ length: pairs }, (): [number, number] => {
    const i = rng.integer(n);
    return [i, (i + 1 + rng.integer(n - 1)) % n];
  });
  const strata: Stratum[] = [
    { count: n, blocks: await measure(source, x, ends, call), population: n },
    { count: n * (n - 1), blocks: await measure(source, x, across, call), population: Infinity },
  ];
  return ratioOf(strata);
}

/** ‖k̂ I - Θ‖² and ‖Θ‖² of a block. */
interface Block {
  readonly difference: number;
  readonly size: number;
}

interface Stratum {
  /** Blocks that the sample stands for. */
  readonly count: number;
  readonly blocks: readonly Block[];
  /** Blocks that it was drawn from without putting back; Infinity for draws with putting back. */
  readonly population: number;
}

async function measure(
  source: FactorSource,
  x: Inputs,
  pairs: readonly (readonly [number, number])[],
  options: PseudoNtkOptions,
): Promise<Block[]> {
  const blocks: Block[] = [];
  for (const [i, j] of pairs) {
    const [a, b] = [pick(x, i), pick(x, j)];
    const { data: pseudo } = await pseudoNtk(source, a, b, options);
    const full = await empiricalNtk(source, a, b, { ...options, form: "full" });
    blocks.push(compare(pseudo[0]!, full, source.outputs));
  }
  return blocks;
}

function compare(pseudo: number, { data }: Tensor, outputs: number): Block {
  let [difference, size] = [0, 0];
  data.forEach((value, at) => {
    const here = at % (outputs + 1) === 0 ? pseudo : 0;
    difference += (here - value) ** 2;
    size += value * value;
  });
  return { difference, size };
}

/** √(Σ difference / Σ size) of the population, with the delta method's error. */
function ratioOf(strata: readonly Stratum[]): SampledDistance {
  const total = (of: (block: Block) => number): number =>
    strata.reduce((sum, { count, blocks }) => sum + count * meanOf(blocks.map(of)), 0);
  const [difference, size] = [total((b) => b.difference), total((b) => b.size)];
  if (size === 0) throw new RangeError("pseudoDistanceSample: the full kernel must not be zero");
  const ratio = difference / size;
  const variance = strata.reduce((sum, { count, blocks, population }) => {
    const residuals = blocks.map((b) => b.difference - ratio * b.size);
    const correction = population === Infinity ? 1 : 1 - blocks.length / population;
    return sum + (count ** 2 * varianceOf(residuals) * correction) / blocks.length;
  }, 0);
  const frobenius = Math.sqrt(ratio);
  return { frobenius, standardError: Math.sqrt(variance) / size / (2 * frobenius) };
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  const sum = values.reduce((total, value) => total + (value - mean) ** 2, 0);
  return sum / Math.max(1, values.length - 1);
}
