import type { Engine } from "@ntkit/linalg";
import { timed } from "../contest.ts";
import { normalMatrix } from "../normal-matrix.ts";

/** What a machine can do, measured. */
export interface MachineRates {
  /** Floating-point operations per second of the fastest matrix product here. */
  readonly flops: number;
  /** Bytes per second that one thread writes. */
  readonly bytes: number;
}

const SIZE = 1500;
const NUMBERS = 1 << 23;
const REPEATS = 5;

/** The best of several products on every engine, and of several copies. */
export async function machineRates(engines: readonly Engine[]): Promise<MachineRates> {
  const a = normalMatrix(SIZE, SIZE, 1);
  const products: number[] = [];
  const copies: number[] = [];
  const [from, to] = [new Float64Array(NUMBERS).fill(1), new Float64Array(NUMBERS)];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    for (const engine of engines) products.push(await timed(() => engine.multiply(a, a)));
    copies.push(
      await timed(() => {
        to.set(from);
      }),
    );
  }
  return {
    flops: (2 * SIZE ** 3) / Math.min(...products),
    bytes: (8 * NUMBERS) / Math.min(...copies),
  };
}

/** Seconds for the inner products of one half and for writing one matrix of n × n kernels. */
export function fullyConnectedLimit(n: number, d: number, { flops, bytes }: MachineRates): number {
  return (n * n * d) / flops + (8 * n * n) / bytes;
}
