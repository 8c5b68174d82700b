/** The sizes that decide what a look-ahead costs. */
export interface LookAheadSizes {
  /** N. */
  readonly labelled: number;
  /** U. */
  readonly pool: number;
  /** O. */
  readonly outputs: number;
  /** C, rows that are scored. Default U. */
  readonly candidates?: number | undefined;
  /** R, rows on which changes are counted. Default U. */
  readonly reference?: number | undefined;
  /** Labels that each candidate may have. Default 1. */
  readonly hypotheses?: number | undefined;
  /** Rounds of scoring: the size of the batch when it is sequential. Default 1. */
  readonly rounds?: number | undefined;
}

/** What a look-ahead will take, without the kernels themselves. */
export interface LookAheadEstimate {
  /** Multiplications and additions. */
  readonly flops: number;
  /** Peak memory in bytes: the problem's matrices, the state and a tile. Tiles of the pool's kernel count once. */
  readonly bytes: number;
  /** What training on every candidate anew would take, N³/3 + N U for each. */
  readonly naiveFlops: number;
}

/**
 * Work and memory of {@link lookAhead} and {@link scoreCandidates}, before they start.
 *
 *   flops = N³/3 + U N² + rounds · C R (2N + 3 H O)
 *
 * @throws {@link RangeError} for a size that is no positive integer
 */
export function estimateLookAhead(sizes: LookAheadSizes): LookAheadEstimate {
  const { labelled: n, pool: u, outputs: o } = sizes;
  const { candidates: c = u, reference: r = u, hypotheses: h = 1, rounds = 1 } = sizes;
  for (const [name, size] of Object.entries({ n, u, o, c, r, h, rounds })) {
    if (Number.isInteger(size) && size > 0) continue;
    throw new RangeError(
      `estimateLookAhead: sizes must be positive integers, got ${name} = ${size}`,
    );
  }
  return {
    flops: n ** 3 / 3 + u * n ** 2 + rounds * c * r * (2 * n + 3 * h * o),
    bytes: 8 * (2 * n * n + 3 * u * n + (4 + rounds) * u * o + 3 * 512 * 2048),
    naiveFlops: rounds * c * h * ((n + 1) ** 3 / 3 + 2 * (n + 1) * r * o),
  };
}
