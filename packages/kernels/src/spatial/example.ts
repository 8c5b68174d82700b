/** One example, cut down to the box of places that count. */
export interface Example {
  /** Its number among the inputs. */
  readonly index: number;
  /** Spatial sizes. */
  readonly shape: readonly number[];
  /** Whether nothing was cut off. */
  readonly whole: boolean;
  /** Which places count, 1 or 0; null when all do. */
  readonly mask: Uint8Array | null;
  /** Values [places, channels], 0 where masked. */
  readonly values: Float64Array;
  readonly channels: number;
  /** The graph over its places, if one is given. */
  readonly edges: Edges | null;
}

/** Directed edges of a graph with their weights; those with a negative end are padding. */
export interface Edges {
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  /** 1 each where left out. */
  readonly weights?: ArrayLike<number>;
}
