import { sharedFloat64, shareNumbers } from "@ntkit/linalg/tasks";
import { checkInputs } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import type { KernelForm } from "../kernels/form.ts";
import { sizesOf } from "../kernels/kernel-request.ts";
import type { KernelRequest } from "../kernels/kernel-request.ts";
import type { PieceComputer } from "../kernels/kernels-by-pieces.ts";
import type { PieceRows } from "../kernels/pieces.ts";
import type { JacobianWorkers } from "./jacobian-workers.ts";

/** Computes as many pieces at a time as there are workers. */
export function piecesOnWorkers(
  workers: JacobianWorkers,
  request: KernelRequest<KernelForm>,
): PieceComputer {
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
  const left = shared(x1);
  const inputs = { left, right: x2 === undefined ? left : shared(x2) };
  const { n, m } = sizesOf(request);
  const common = { model, modelId: workers.idOf(source), cotangents, form, sides: [n, m] } as const;
  return {
    threads: workers.threads,
    allocate: sharedFloat64,
    rows: async (side, pieces, onProgress) => {
      const job = { kind: "rows", x: inputs[side], pieces, ...common } as const;
      return (await workers.run(job, pieces.length, { signal, onProgress })) as PieceRows[];
    },
    pairs: async (job, onProgress) => {
      await workers.run({ kind: "kernel", ...job }, job.pairs.length, { signal, onProgress });
    },
  };
}
