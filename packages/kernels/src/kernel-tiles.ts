import type { Network } from "@ntkit/architecture";
import type { Engine, Matrix, SymmetricTiles, Tensor } from "@ntkit/linalg";
import { selectRows } from "@ntkit/linalg";
import type { AnglePlan } from "./angle/plan-angles.ts";
import { planAngles } from "./angle/plan-angles.ts";
import { evaluateDiagonal } from "./evaluate/evaluate-diagonal.ts";
import { evaluateKernels } from "./evaluate/evaluate-kernels.ts";
import { inputVariances } from "./evaluate/input-moments.ts";
import { prefixTree } from "./evaluate/prefix-tree.ts";
import type { Inputs } from "./inputs.ts";
import { asMatrix, asTensor, exampleShape } from "./inputs.ts";
import { kernelFunction } from "./kernel-function.ts";
import type { KernelKind, KernelOptions } from "./kernel-functions.ts";
import type { KernelWorkers } from "./kernel-workers.ts";
import { compileRows } from "./network/compile-rows.ts";
import { isRowNetwork } from "./network/is-row-network.ts";
import { selectExamples } from "./select-examples.ts";
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
 * The kernel matrix of x with itself, rows [N, d] or examples with places, as tiles: entries at any rows and columns on demand, so that
 * solvers which read it in parts never have all of it in memory.
 *
 * A tile costs what {@link kernelFunction} costs for its rows; tables over the angle are made once, by
 * the first tile. Memory: the tile.
 *
 * @throws {NetworkError} when the network has no such kernel, or does not fit the shape of x
 * @throws {NumericalError} "non-finite" for inputs that are not finite, with the row
 */
export function kernelTiles(
  network: Network,
  x: Inputs,
  options: KernelTilesOptions = {},
): SymmetricTiles {
  if (exampleShape(x).length === 1 && isRowNetwork(network)) {
    return rowTiles(network, asMatrix(x), options);
  }
  return placeTiles(network, asTensor(x), options);
}

/** Tiles of examples with places: each is an evaluation of its own. */
function placeTiles(network: Network, x: Tensor, options: KernelTilesOptions): SymmetricTiles {
  const { kind = "ntk", engine, workers, signal, elementwise } = options;
  const kernel = kernelFunction(network, { ...(elementwise && { elementwise }) });
  const get = [kind];
  return {
    size: x.shape[0]!,
    async tile(rows, cols) {
      const [x1, x2] = [selectExamples(x, rows), selectExamples(x, cols)];
      return (await kernel.evaluate(x1, x2, { get, engine, workers, signal }))[kind];
    },
    diagonal: () => kernel.diagonal(x, { get })[kind],
  };
}

function rowTiles(network: Network, x: Matrix, options: KernelTilesOptions): SymmetricTiles {
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
