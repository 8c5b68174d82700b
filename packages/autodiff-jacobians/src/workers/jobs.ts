import type { Matrix } from "@ntkit/linalg";
import type { Inputs } from "../inputs.ts";
import type { KernelForm, KernelSizes } from "../kernels/form.ts";
import type { SiteRows } from "../kernels/site-rows.ts";
import type { ContributionKey } from "../kernels/sum-of-sites.ts";
import type { PortableModel } from "../network/portable-model.ts";

/** What every worker is told at first. */
export interface JacobianSetup {
  readonly wide: boolean;
  readonly fma: boolean;
}

/** Examples `from` to `to`. */
export interface Piece {
  readonly from: number;
  readonly to: number;
}

/** The rows of pieces of examples: a task, and a result {@link PieceRows}, for each piece. */
export interface RowsJob {
  readonly kind: "rows";
  readonly model: PortableModel;
  /** Equal numbers, equal models. */
  readonly modelId: number;
  readonly x: Inputs;
  readonly pieces: readonly Piece[];
  readonly cotangents: Matrix | undefined;
  readonly form: KernelForm;
  /** Examples on both sides of the kernel. */
  readonly sides: readonly [number, number];
}

/** The rows of all parameters at the examples of a piece, in shared memory. */
export interface PieceRows extends Piece {
  readonly sites: readonly SiteRows[];
}

/** Kernels of pairs of pieces, written to their places: a task for each pair. */
export interface KernelJob {
  readonly kind: "kernel";
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

export type JacobianJob = RowsJob | KernelJob;
