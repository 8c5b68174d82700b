import process from "node:process";
import { wasmEngine } from "@ntkit/linalg";
import { timed } from "../contest.ts";
import { normalMatrix } from "../normal-matrix.ts";
import type { ResidentMemory } from "./kernel-memory.ts";
import { peakBytes } from "./peak-bytes.ts";

/** What this program prints. */
export interface GramMeasurement extends ResidentMemory {
  readonly name: string;
  readonly seconds: number;
}

const [n, d] = process.argv.slice(2).map(Number);
const engine = await wasmEngine();
const x = normalMatrix(n!, d!, 1);
const baseline = process.memoryUsage.rss();
let last = 0;
const seconds = await timed(async () => {
  const { data } = await engine.gram(x);
  last = data.at(-1)!;
});
const measured: GramMeasurement = { name: engine.name, seconds, baseline, peak: peakBytes() };
// The result is read after the measurement, so that it cannot be collected before it.
process.stdout.write(JSON.stringify({ ...measured, last }));
await engine.dispose();
