import { activate } from "../backends/activate.ts";
import type { Tfjs } from "../tfjs.ts";
import type { Check } from "./check.ts";
import { elementwiseChecks } from "./elementwise-checks.ts";
import { matrixChecks } from "./matrix-checks.ts";
import { structureChecks } from "./structure-checks.ts";
import { tangentKernelCheck } from "./tangent-kernel-check.ts";
import { windowChecks } from "./window-checks.ts";

/** A check that failed. */
export interface CheckResult {
  readonly name: string;
  /** Largest error relative to the largest expected number; Infinity where something is not finite. */
  readonly error: number;
  /** In words: the error, or what the backend threw. */
  readonly text: string;
}

interface Outcome extends CheckResult {
  readonly passed: boolean;
  /** Tensors that it left behind. */
  readonly tensors: number;
}

/** What the suite gave. */
export interface ConformanceReport {
  readonly checks: number;
  /** Largest error among the checks that passed. */
  readonly worst: number;
  readonly failed: readonly CheckResult[];
}

const suite: readonly Check[] = [
  ...matrixChecks,
  ...windowChecks,
  ...elementwiseChecks,
  ...structureChecks,
  tangentKernelCheck,
];

/**
 * Every operation and gradient that Jacobians are made of, on `backend`, against float64 sums in plain
 * JavaScript, and whether it gives its memory back. 0.5 to 5 s.
 */
export async function checkBackend(
  tf: Tfjs,
  backend: string,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<ConformanceReport> {
  await activate(tf, backend);
  const results: Outcome[] = [];
  for (const check of suite) {
    signal?.throwIfAborted();
    results.push(await runCheck(tf, check));
  }
  const left = results.reduce((sum, { tensors }) => sum + tensors, 0);
  return reportOf([...results, leakCheck(left)]);
}

function reportOf(results: readonly Outcome[]): ConformanceReport {
  const worst = Math.max(0, ...results.filter(({ passed }) => passed).map(({ error }) => error));
  const failed = results
    .filter(({ passed }) => !passed)
    .map(({ name, error, text }) => ({ name, error, text }));
  return { checks: results.length, worst, failed };
}

async function runCheck(tf: Tfjs, check: Check): Promise<Outcome> {
  const { name, tolerance } = check;
  try {
    const before = tf.memory().numTensors;
    const tensor = tf.tidy(() => check.compute(tf));
    // Results of WebGPU cannot be read at once.
    const data = await tensor.data();
    tensor.dispose();
    const error = relativeError(data, check.expected());
    const text = `${name}: error ${error.toExponential(1)}, allowed ${tolerance.toExponential(0)}`;
    const tensors = tf.memory().numTensors - before;
    return { name, error, passed: error <= tolerance, text, tensors };
  } catch (error) {
    const said = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    return { name, error: Infinity, passed: false, text: `${name}: ${said}`, tensors: 0 };
  }
}

function relativeError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) return Infinity;
  let [worst, largest] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(got[i]! - expected[i]!);
    // NaN is larger than everything.
    if (!(difference <= worst)) worst = difference;
    largest = Math.max(largest, Math.abs(expected[i]!));
  }
  return Number.isFinite(worst) ? worst / largest : Infinity;
}

function leakCheck(tensors: number): Outcome {
  const name = "memory is given back";
  return {
    name,
    error: 0,
    passed: tensors === 0,
    text: `${name}: ${tensors} tensors are left`,
    tensors,
  };
}
