import { availableParallelism } from "node:os";
import type { Network } from "@ntkit/architecture";
import { estimateKernel, kernelFunction } from "@ntkit/kernels";
import type { KernelEstimate, KernelKind } from "@ntkit/kernels";
import { selectRows } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { formatDuration } from "../screen/format-duration.ts";
import { formatBytes } from "./format-bytes.ts";
import type { Io } from "../io.ts";
import type { Result } from "../screen/print-result.ts";
import { withKernelThreads } from "./with-kernel-threads.ts";

/** Rows that are evaluated to learn the speed of this machine. */
const SAMPLE = 500;

/** A kernel that is asked for. */
export interface KernelRequest {
  readonly network: Network;
  readonly x1: Matrix;
  readonly x2: Matrix | undefined;
  readonly get: readonly KernelKind[];
  readonly threads: number | undefined;
}

/** Says what an evaluation will take, from its size and a run on a few of the rows. */
export async function dryRun(request: KernelRequest, io: Io): Promise<Result> {
  const { network, x1, x2, get, threads = availableParallelism() } = request;
  const estimate = estimateKernel(network, x1, x2, { get, threads });
  const seconds = await expectedSeconds(request, estimate, io);
  const { method, pairs, resultBytes, peakBytes } = estimate;
  const how = method === "angle" ? "tables over the angle" : "layer by layer";
  return {
    json: { command: "kernel", dryRun: true, seconds, ...estimate },
    text: [
      `${pairs} entries for ${x1.rows}×${(x2 ?? x1).rows}, ${how}`,
      `about ${formatDuration(seconds)} on ${threads} threads`,
      `${formatBytes(resultBytes)} of results, ${formatBytes(peakBytes)} at most at a time`,
      "",
    ].join("\n"),
  };
}

/** The time of a sample, times how much more work all rows are. */
async function expectedSeconds(
  { network, x1, x2, get, threads }: KernelRequest,
  estimate: KernelEstimate,
  io: Io,
): Promise<number> {
  const [few1, few2] = [firstRows(x1), x2 && firstRows(x2)];
  const kernel = kernelFunction(network);
  const work = ({ productFlops, layerPairs }: KernelEstimate): number =>
    productFlops + FLOPS_PER_LAYER * layerPairs;
  const share = work(estimate) / work(estimateKernel(network, few1, few2, { get }));
  return withKernelThreads(threads, x1.rows, async (on) => {
    const run = () => kernel.evaluate(few1, few2, { get, signal: io.signal, ...on });
    // The first run pays for the start.
    await run();
    const start = performance.now();
    await run();
    return ((performance.now() - start) / 1000) * share;
  });
}

/** What a layer costs a pair, in operations of an inner product: about 10 ns to 0.2. */
const FLOPS_PER_LAYER = 50;

function firstRows(x: Matrix): Matrix {
  return selectRows(
    x,
    Int32Array.from({ length: Math.min(SAMPLE, x.rows) }, (_, i) => i),
  );
}
