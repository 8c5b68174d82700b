import { execFile } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Bytes resident before a computation, and at most until its end. */
export interface ResidentMemory {
  readonly baseline: number;
  readonly peak: number;
}

/** What the process that is measured computes. */
export interface MemoryTask {
  /** As JSON. */
  readonly networks: readonly unknown[];
  readonly n: number;
  readonly d: number;
  /** Of one example, where it is more than a row: d numbers. */
  readonly shape?: readonly number[];
  /** Default: float64. */
  readonly precision?: "float64" | "float32";
  readonly get: readonly ("nngp" | "ntk")[];
  /** Whether engine and evaluation use all processors, or the calling thread does all. */
  readonly threads: boolean;
}

/** Measures `measure-kernel-memory.ts` in a process of its own. */
export async function kernelMemory(task: MemoryTask): Promise<ResidentMemory> {
  const script = fileURLToPath(new URL("measure-kernel-memory.ts", import.meta.url));
  const argv = [...process.execArgv, script, JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, argv);
  return JSON.parse(stdout) as ResidentMemory;
}

/** What a computation adds to the process, in multiples of an n × n float64 matrix. */
export function memoryMultiple({ baseline, peak }: ResidentMemory, n: number): number {
  return (peak - baseline) / (8 * n * n);
}
