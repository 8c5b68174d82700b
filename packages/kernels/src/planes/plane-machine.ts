import type { PlaneExports, PlaneKernels, PlanePrecision } from "./plane-kernels.ts";
import { planeKernels } from "./plane-kernels.ts";

/** The functions on planes with their memory, in which addresses count bytes. */
export interface PlaneMachine {
  readonly kernels: PlaneKernels;
  /** Bytes of a number of a plane. */
  readonly width: 8 | 4;
  /** Sums over windows of float64 numbers. */
  readonly windowSums: PlaneKernels["windowSums"];
  /** Address of so many zeros of `width` bytes, with `margin` zeros before and behind them. */
  allocate(numbers: number, margin: number, width?: 8 | 4): number;
  /** What was allocated so far; {@link PlaneMachine.release} frees all that came later. */
  mark(): number;
  release(mark: number): void;
  /** Views of the whole memory, which end when memory is allocated. */
  readonly float64: Float64Array;
  readonly float32: Float32Array;
  /** Sums over places: of K, of D and of Θ. */
  readonly sums: Float64Array;
}

const PAGE = 65536;
/** Lengths in bytes are multiples of this. */
const VECTOR = 32;

/** A machine on the compiled functions. */
export async function createPlaneMachine(
  module: WebAssembly.Module,
): Promise<(precision: PlanePrecision) => PlaneMachine> {
  const { exports } = await WebAssembly.instantiate(module);
  const functions = exports as unknown as PlaneExports;
  return (precision) => new Machine(functions, precision);
}

/** The bytes of so many numbers, rounded up to whole vectors. */
export function vectorBytes(numbers: number, width: number): number {
  return Math.ceil((numbers * width) / VECTOR) * VECTOR;
}

class Machine implements PlaneMachine {
  readonly kernels: PlaneKernels;
  readonly width: 8 | 4;
  readonly windowSums: PlaneKernels["windowSums"];
  readonly #exports: PlaneExports;
  #top: number;
  #views: { readonly float64: Float64Array; readonly float32: Float32Array } | undefined;

  constructor(exports: PlaneExports, precision: PlanePrecision) {
    this.#exports = exports;
    this.kernels = planeKernels(exports, precision);
    this.width = this.kernels.width;
    this.windowSums = exports.windowSums64;
    this.#top = Math.ceil(exports.heapBase() / 64) * 64;
  }

  get float64(): Float64Array {
    return this.#current().float64;
  }

  get float32(): Float32Array {
    return this.#current().float32;
  }

  get sums(): Float64Array {
    const from = this.#exports.sumsAddress() / 8;
    return this.float64.subarray(from, from + 3);
  }

  allocate(numbers: number, margin: number, width: 8 | 4 = this.width): number {
    const before = vectorBytes(margin, width);
    const start = this.#top;
    this.#top += 2 * before + vectorBytes(numbers, width) + 64;
    this.#top = Math.ceil(this.#top / 64) * 64;
    const { memory } = this.#exports;
    const missing = this.#top - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    this.float64.fill(0, start / 8, this.#top / 8);
    return start + before;
  }

  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    this.#top = mark;
  }

  #current(): { readonly float64: Float64Array; readonly float32: Float32Array } {
    const { buffer } = this.#exports.memory;
    if (this.#views?.float64.buffer !== buffer) {
      this.#views = { float64: new Float64Array(buffer), float32: new Float32Array(buffer) };
    }
    return this.#views;
  }
}
