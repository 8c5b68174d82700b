import type { Network } from "@ntkit/architecture";
import type { Engine, Matrix, SymmetricTiles } from "@ntkit/linalg";
import { selectRows } from "@ntkit/linalg";
import type { AnglePlan } from "./angle/plan-angles.ts";
import { planAngles } from "./angle/plan-angles.ts";
import { evaluateDiagonal } from "./evaluate/evaluate-diagonal.ts";
import { evaluateKernels } from "./evaluate/evaluate-kernels.ts";
import { inputVariances } from "./evaluate/input-moments.ts";
import { prefixTree } from "./evaluate/prefix-tree.ts";
import type { KernelKind, KernelOptions } from "./kernel-functions.ts";
import type { KernelWorkers } from "./kernel-workers.ts";
import { compileRows } from "./network/compile-rows.ts";
import { createMachine } from "./wasm/machine.ts";
import { pairKernels } from "./wasm/pair-kernels.ts";

/** Which kernel to compute, and on what. */
export interface KernelTilesOptions extends KernelOptions {
  /** Default: "ntk". */
  readonly kind?: KernelKind;
  readonly engine?: Engine | undefined;
  readonly workers?: KernelWorkers | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The kernel matrix of x [N, d] with itself as tiles: entries at any rows and columns on demand, so that
 * solvers which read it in parts never have all of it in memory.
 *
 * A tile costs what {@link kernelFunction} costs for its rows; tables over the angle are made once, by
 * the first tile. Memory: the tile.
 *
 * @throws {NetworkError} when the network has layers that need places, or no such kernel
 * @throws {NumericalError} "non-finite" for inputs that are not finite, with the row
 */
export function kernelTiles(
  network: Network,
  x: Matrix,
  options: KernelTilesOptions = {},
): SymmetricTiles {
  const { kind = "ntk", engine, workers, signal } = options;
  const programs = [compileRows(network, x.cols, options)];
  const choices = [{ network: 0, kind }];
  const variances = inputVariances(x);
  let plan: Promise<AnglePlan | null> | undefined;
  const makePlan = async (): Promise<AnglePlan | null> => {
    const machine = await createMachine(await pairKernels());
    const rows = { left: variances, right: variances };
    return planAngles(programs, choices, rows, x.rows ** 2, machine);
  };
  return {
    size: x.rows,
    async tile(rows, cols) {
      plan ??= makePlan();
      const evaluation = {
        networks: [network],
        programs,
        choices,
        x1: selectRows(x, rows),
        x2: selectRows(x, cols),
        engine,
        // A function cannot be sent to a thread.
        workers: options.elementwise ? undefined : workers,
        plan: await plan,
      };
      const [tile] = await evaluateKernels(evaluation, { signal });
      return tile!;
    },
    diagonal: () => evaluateDiagonal(prefixTree(programs), 1, x, [kind])[0]![kind]!,
  };
}
