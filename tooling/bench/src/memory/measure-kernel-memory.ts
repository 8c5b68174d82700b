import process from "node:process";
import { fromJson } from "@ntkit/architecture";
import { kernelFunctions, kernelWorkers } from "@ntkit/kernels";
import { tensor, wasmEngine } from "@ntkit/linalg";
import { normalMatrix } from "../normal-matrix.ts";
import type { MemoryTask } from "./kernel-memory.ts";
import { peakBytes } from "./peak-bytes.ts";

const { networks, n, d, shape, precision, get, threads } = JSON.parse(
  process.argv[2]!,
) as MemoryTask;
const rows = normalMatrix(n, d, 1);
const x = shape ? tensor([n, ...shape], rows.data) : rows;
const kernels = kernelFunctions(networks.map((network) => fromJson(network)));
const options = threads ? { engine: await wasmEngine(), workers: await kernelWorkers() } : {};
const baseline = process.memoryUsage.rss();
const results = await kernels.evaluate(x, undefined, { get, precision, ...options });
const peak = peakBytes();
// The results are read after the measurement, so that they cannot be collected before it.
process.stdout.write(JSON.stringify({ baseline, peak, results: results.length }));
await Promise.all([options.engine?.dispose(), options.workers?.dispose()]);
