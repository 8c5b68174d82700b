import type { Matrix } from "@ntkit/linalg";
import { matrix, NumericalError } from "@ntkit/linalg";
import type { PairBlock } from "../pair-block.ts";

/** The matrices that were asked for of one network. */
export interface KernelMatrices {
  nngp?: Matrix;
  ntk?: Matrix;
}

/** Where finished pairs go. */
export interface KernelSink {
  readonly results: readonly KernelMatrices[];
  /** Stores the block as entries (block.row, block.start …) of the network's matrices. */
  readonly write: (network: number, block: PairBlock) => void;
  /** Copies what lies below the diagonal above it. */
  readonly mirror: () => void;
}

/** A sink of `networks` times the kinds in `get`, each [rows, cols]. */
export function kernelSink(
  networks: number,
  rows: number,
  cols: number,
  get: readonly ("nngp" | "ntk")[],
): KernelSink {
  const results = Array.from({ length: networks }, () => {
    const matrices: KernelMatrices = {};
    for (const kind of get) matrices[kind] = matrix(rows, cols);
    return matrices;
  });
  return {
    results,
    write(network, block): void {
      const { nngp, ntk } = results[network]!;
      if (nngp) store(nngp, block, block.cov, "nngp");
      if (ntk) store(ntk, block, block.ntk, "ntk");
    },
    mirror(): void {
      for (const { nngp, ntk } of results) {
        if (nngp) mirrorLower(nngp);
        if (ntk) mirrorLower(ntk);
      }
    },
  };
}

function store(target: Matrix, block: PairBlock, values: Float64Array, kind: string): void {
  const offset = block.row * target.cols + block.start;
  for (let k = 0; k < block.length; k++) {
    const value = values[k]!;
    if (!Number.isFinite(value)) {
      const [row, column] = [block.row, block.start + k];
      throw new NumericalError(
        `kernel: the ${kind} must be finite, got ${value} for rows ${row} and ${column}; smaller inputs or a smaller weightStd keep it finite`,
        "non-finite",
        { row, column },
      );
    }
    target.data[offset + k] = value;
  }
}

const TILE = 64;

/** In tiles, so that the strided side of the copy stays in cache. */
function mirrorLower({ rows, data }: Matrix): void {
  for (let top = 0; top < rows; top += TILE) {
    for (let left = 0; left <= top; left += TILE) {
      for (let i = top; i < Math.min(top + TILE, rows); i++) {
        const last = Math.min(left + TILE, i);
        for (let j = left; j < last; j++) data[j * rows + i] = data[i * rows + j]!;
      }
    }
  }
}
