import type { Matrix } from "@ntkit/linalg";
import type { Inputs } from "../inputs.ts";
import type { KernelForm } from "../kernels/form.ts";
import type { PairsOfPieces, Piece } from "../kernels/pieces.ts";
import type { PortableModel } from "../network/portable-model.ts";

/** What every worker is told at first. */
export interface JacobianSetup {
  readonly wide: boolean;
  readonly fma: boolean;
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

/** Kernels of pairs of pieces: a task for each pair. */
export interface KernelJob extends PairsOfPieces {
  readonly kind: "kernel";
}

export type JacobianJob = RowsJob | KernelJob;
