import type { SiteFactors, SiteName } from "../factors/factors.ts";
import type { KernelForm, KernelSizes } from "./form.ts";
import type { SiteRows } from "./site-rows.ts";
import type { ContributionKey } from "./sum-of-sites.ts";

/** Examples `from` to `to`. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/**
 * The rows of all parameters at the examples of a piece, or the factors that they are made of when they
 * are needed: those of another engine, whose numbers take half of the bytes of rows.
 */
export interface PieceRows extends Piece {
  readonly sites: readonly (SiteRows | UnmadeRows)[];
}

/** Factors of which there are no rows yet. */
export interface UnmadeRows extends SiteName {
  readonly kind: "unmade";
  readonly factors: SiteFactors;
}

/** Kernels of pairs of pieces, to be written to their places. */
export interface PairsOfPieces {
  readonly left: readonly PieceRows[];
  /** Undefined for the left ones with themselves. */
  readonly right: readonly PieceRows[] | undefined;
  /** Indices of a piece on the left and on the right. */
  readonly pairs: readonly (readonly [number, number])[];
  readonly form: KernelForm;
  readonly key: ContributionKey | undefined;
  /** Of the whole kernel. */
  readonly sizes: KernelSizes;
  /** Pairs stand for their mirror images as well. */
  readonly symmetric: boolean;
  /** The numbers of the kernels by key. */
  readonly kernels: Readonly<Record<string, Float64Array>>;
}
