import { sharedFloat64, shareNumbers } from "@ntkit/linalg/tasks";
import { checkInputs } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import { emptyKernel } from "../kernels/form.ts";
import type { KernelForm, KernelOf } from "../kernels/form.ts";
import { sizesOf } from "../kernels/kernel-request.ts";
import type { KernelRequest } from "../kernels/kernel-request.ts";
import { keyOf } from "../kernels/sum-of-sites.ts";
import { forEachTile, tileSize } from "../kernels/tiling.ts";
import type { JacobianWorkers } from "./jacobian-workers.ts";
import type { KernelJob, Piece, PieceRows, RowsJob } from "./jobs.ts";

/** The kernels by key, on threads: first the rows of pieces of examples, then pairs of pieces. */
export async function kernelsOnWorkers<F extends KernelForm>(
  workers: JacobianWorkers,
  request: KernelRequest<F>,
): Promise<Record<string, KernelOf[F]>> {
  const { source, x2, form, key, signal, onProgress } = request;
  const sizes = sizesOf(request);
  const kernels: Record<string, KernelOf[F]> = {};
  const rowsOf = rowsOnWorkers(workers, request);
  await forEachTile(
    { n: sizes.n, m: x2 && sizes.m, step: tileSize(source, request) },
    rowsOf,
    async ({ left, right }) => {
      for (const site of left[0]?.sites ?? []) {
        kernels[keyOf(site, key)] ??= emptyKernel(form, sizes, sharedFloat64);
      }
      const numbers = Object.entries(kernels).map(([name, { data }]) => [name, data] as const);
      const pairs = pairsOf(left, right);
      const symmetric = x2 === undefined;
      const to = { form, key, sizes, symmetric, kernels: Object.fromEntries(numbers) };
      const job: KernelJob = { kind: "kernel", left, right, pairs, ...to };
      await workers.run(job, pairs.length, { signal });
    },
    onProgress,
  );
  return kernels;
}

/** What computes the rows of examples `from` to `to` of one side, in pieces. */
function rowsOnWorkers<F extends KernelForm>(workers: JacobianWorkers, request: KernelRequest<F>) {
  const { source, x1, x2, form, cotangents, precision = "float64", signal } = request;
  const model = source.portable?.model(precision);
  if (model === undefined) {
    throw new RangeError(
      "empiricalNtk: workers must have a finite network without elementwise functions of your own, got a model that they cannot rebuild; leave them out",
    );
  }
  const shared = (x: Inputs): Inputs => {
    checkInputs("factors", x, model.inputShape);
    return { ...x, data: shareNumbers(x.data) };
  };
  const inputs = { left: shared(x1), right: x2 && shared(x2) };
  const { n, m } = sizesOf(request);
  const common = { model, modelId: workers.idOf(source), cotangents, form, sides: [n, m] } as const;
  return async (side: "left" | "right", from: number, to: number): Promise<PieceRows[]> => {
    const pieces = piecesOf(from, to, workers.threads);
    const x = inputs[side] ?? inputs.left;
    const job: RowsJob = { kind: "rows", x, pieces, ...common };
    return (await workers.run(job, pieces.length, { signal })) as PieceRows[];
  };
}

/** One piece for each thread. */
function piecesOf(from: number, to: number, threads: number): Piece[] {
  const size = Math.ceil((to - from) / threads);
  const pieces: Piece[] = [];
  for (let at = from; at < to; at += size) pieces.push({ from: at, to: Math.min(to, at + size) });
  return pieces;
}

/** All pairs, without `right` those on and below the diagonal, which come last. */
function pairsOf(
  left: readonly PieceRows[],
  right: readonly PieceRows[] | undefined,
): (readonly [number, number])[] {
  if (right !== undefined) return left.flatMap((_, i) => right.map((_, j) => [i, j] as const));
  const below = left.flatMap((_, i) => left.slice(0, i).map((_, j) => [i, j] as const));
  return [...below, ...left.map((_, i) => [i, i] as const)];
}
