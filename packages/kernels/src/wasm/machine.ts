import { BLOCK_LENGTH } from "../pair-block.ts";
import type { PairBlock } from "../pair-block.ts";
import type { PairKernels } from "./pair-kernels.ts";

/** A block of pairs in the memory of a machine. */
export interface MachineBlock extends PairBlock {
  /** Where it begins, in bytes. */
  readonly address: number;
}

/** The pair kernels with their memory. */
export interface Machine {
  readonly kernels: PairKernels;
  /** All numbers of its memory; fetched anew after an allocation. */
  readonly heap: Float64Array;
  /** Indices that kernels list: at `listAddress`. */
  readonly list: Int32Array;
  readonly listAddress: number;
  /** Address of room for so many numbers, until the next {@link Machine.clear}. */
  allocate(numbers: number): number;
  createBlock(): MachineBlock;
  /**
   * Address of the numbers of a row quantity from column `start` on, as many as a block is long:
   * copied when another `start` was asked for before.
   */
  columns(values: Float64Array): (start: number) => number;
  /** Frees all room. */
  clear(): void;
}

const PAGE = 65536;
const MOMENTS = ["cov", "apart", "together", "diff", "ntk"] as const;

/** A machine on the compiled kernels. */
export async function createMachine(module: WebAssembly.Module): Promise<Machine> {
  const instance = await WebAssembly.instantiate(module);
  return new PairMachine(instance.exports as unknown as PairKernels);
}

class PairMachine implements Machine {
  readonly kernels: PairKernels;
  readonly listAddress: number;
  #heap: Float64Array;
  #top: number;

  constructor(kernels: PairKernels) {
    this.kernels = kernels;
    // Below lie the kernels' own constants.
    this.listAddress = PAGE;
    this.#top = PAGE;
    this.#heap = new Float64Array(kernels.memory.buffer);
    this.clear();
  }

  get heap(): Float64Array {
    const { buffer } = this.kernels.memory;
    if (this.#heap.buffer !== buffer) this.#heap = new Float64Array(buffer);
    return this.#heap;
  }

  get list(): Int32Array {
    return new Int32Array(this.kernels.memory.buffer, this.listAddress, BLOCK_LENGTH);
  }

  allocate(numbers: number): number {
    const start = this.#top;
    this.#top += 8 * (numbers + (numbers % 2));
    const { memory } = this.kernels;
    const missing = this.#top - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
    return start;
  }

  createBlock(): MachineBlock {
    return new BlockInMachine(this, this.allocate(MOMENTS.length * BLOCK_LENGTH));
  }

  columns(values: Float64Array): (start: number) => number {
    const address = this.allocate(BLOCK_LENGTH);
    let loaded = -1;
    return (start) => {
      if (start !== loaded)
        this.heap.set(values.subarray(start, start + BLOCK_LENGTH), address / 8);
      loaded = start;
      return address;
    };
  }

  clear(): void {
    this.#top = this.listAddress;
    this.allocate(BLOCK_LENGTH);
  }
}

class BlockInMachine implements MachineBlock {
  length = 0;
  row = 0;
  start = 0;
  tangent = true;
  readonly address: number;
  readonly #machine: Machine;
  #views: readonly Float64Array[] = [];

  constructor(machine: Machine, address: number) {
    this.#machine = machine;
    this.address = address;
  }

  get cov(): Float64Array {
    return this.#view(0);
  }
  get apart(): Float64Array {
    return this.#view(1);
  }
  get together(): Float64Array {
    return this.#view(2);
  }
  get diff(): Float64Array {
    return this.#view(3);
  }
  get ntk(): Float64Array {
    return this.#view(4);
  }

  /** Views end when the memory grows. */
  #view(moment: number): Float64Array {
    const { heap } = this.#machine;
    if (this.#views[0]?.buffer !== heap.buffer) {
      const first = this.address / 8;
      this.#views = MOMENTS.map((_, m) =>
        heap.subarray(first + m * BLOCK_LENGTH, first + (m + 1) * BLOCK_LENGTH),
      );
    }
    return this.#views[moment]!;
  }
}
