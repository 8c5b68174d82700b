import { availableParallelism } from "node:os";
import type { Network } from "@ntkit/architecture";
import type { InputOptions, Inputs, KernelKind, Sides } from "@ntkit/kernels";
import { estimateKernel, kernelFunction } from "@ntkit/kernels";
import { type Tensor, tensor } from "@ntkit/linalg";
import { formatDuration } from "../screen/format-duration.ts";
import type { Io } from "../io.ts";
import type { Result } from "../screen/print-result.ts";
import { formatBytes } from "./format-bytes.ts";
import { sizesOf } from "./inputs-of-kernel.ts";
import { withKernelThreads } from "./with-kernel-threads.ts";

/** Examples that are evaluated to learn the speed of this machine. */
const SAMPLE = 2;

/** A kernel of examples with places that is asked for. */
export interface PlacesRequest {
  readonly network: Network;
  readonly x1: Tensor;
  readonly x2: Inputs | undefined;
  readonly get: readonly KernelKind[];
  readonly threads: number | undefined;
  readonly options: InputOptions<KernelKind>;
}

/** Says how long an evaluation on images and the like will take, from a run on two of the examples. */
export async function dryRunWithPlaces(request: PlacesRequest, io: Io): Promise<Result> {
  const { x1, x2, get, threads } = request;
  const [n, m] = [x1.shape[0]!, x2 === undefined ? undefined : sizesOf(x2).rows];
  const pairs = m === undefined ? (n * (n + 1)) / 2 : n * m;
  const sampled = Math.min(SAMPLE, n);
  const seconds = ((await secondsOfSample(request, io)) * pairs * 2) / (sampled * (sampled + 1));
  const size = { ...request.options, get, threads: threads ?? availableParallelism() };
  const { resultBytes, peakBytes } = estimateKernel(request.network, x1, x2, size);
  return {
    json: {
      command: "kernel",
      dryRun: true,
      method: "places",
      pairs,
      seconds,
      resultBytes,
      peakBytes,
    },
    text: [
      `${pairs} entries for ${n}×${m ?? n} examples, place by place`,
      `about ${formatDuration(seconds)} on ${threads ?? "all"} threads`,
      `${formatBytes(resultBytes)} of results, ${formatBytes(peakBytes)} at most at a time`,
      "",
    ].join("\n"),
  };
}

async function secondsOfSample(request: PlacesRequest, io: Io): Promise<number> {
  const { network, x1, get, threads, options } = request;
  const kernel = kernelFunction(network);
  const few = firstOf(x1);
  const { rows, places } = sizesOf(x1);
  return withKernelThreads(threads, rows * places, async (on) => {
    const run = () =>
      kernel.evaluate(few, undefined, {
        get,
        ...on,
        signal: io.signal,
        maskConstant: options.maskConstant,
        mask: firstSide(options.mask),
        pattern: firstSide(options.pattern as Sides<Tensor> | undefined),
      });
    // The first run pays for the start.
    await run();
    const start = performance.now();
    await run();
    return (performance.now() - start) / 1000;
  });
}

function firstSide(sides: Sides<Tensor> | undefined): Sides<Tensor> | undefined {
  return sides?.x1 && { x1: firstOf(sides.x1) };
}

function firstOf({ shape, data }: Tensor): Tensor {
  const count = Math.min(SAMPLE, shape[0]!);
  const size = data.length / shape[0]!;
  return tensor([count, ...shape.slice(1)], data.subarray(0, count * size));
}
