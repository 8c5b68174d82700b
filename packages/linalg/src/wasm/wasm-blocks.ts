import type { BlockOperations } from "../block-operations.ts";
import { exchangeLength, PANEL } from "../eigen/reduction.ts";
import { NumericalError } from "../errors.ts";
import { matrix } from "../matrix.ts";
import type { TaskOutcome } from "../tasks/task-program.ts";
import type { Executor } from "./executor.ts";
import { productJob } from "./product-job.ts";

/** Flops that one term of one root of a secular equation takes, with its share of the vectors. */
const SECULAR = 40;

/** The heavy parts of blocked algorithms on the threads of an engine; the same bits as the plain ones. */
export function wasmBlocks(executor: Executor, signal: AbortSignal | undefined): BlockOperations {
  const allocate = (rows: number, cols: number) =>
    matrix(rows, cols, executor.allocate(rows * cols));
  return {
    allocate,
    product: function* (c, a, b) {
      yield* executor.steps(
        productJob(executor, { a, b, c, sign: 1, accumulate: true }),
        2 * c.rows * c.cols * a.cols,
        signal,
      );
    },
    tridiagonalize: function* (a, scale) {
      const n = a.rows;
      const reflectors = allocate(n, n);
      const vectors = {
        diagonal: executor.allocate(n),
        offDiagonal: executor.allocate(n),
        tau: executor.allocate(n),
        inner: executor.allocate(n * PANEL),
      };
      const flops = (4 / 3) * n ** 3;
      const data = {
        ...vectors,
        n,
        a: executor.share(a.data),
        scale,
        reflectors: reflectors.data,
        exchange: executor.allocate(exchangeLength(n)),
      };
      const participants = executor.participants(flops);
      yield* executor.steps({ kind: "reduce", participants, ...data }, flops, signal);
      return { ...vectors, reflectors };
    },
    conquer: function* (problem, ranges) {
      const flops = ranges.reduce((sum, { low, high }) => sum + 3 * (high - low) ** 3, 0);
      checked(yield* executor.steps({ kind: "conquer", problem, ranges }, flops, signal));
    },
    rankOne: function* (problem) {
      const flops = SECULAR * problem.poles.length ** 2;
      checked(yield* executor.steps({ kind: "rank-one", problem }, flops, signal));
    },
    applyReflectors: function* (reflection) {
      const n = reflection.x.rows;
      const result = allocate(n, n);
      const job = { kind: "reflect" as const, ...reflection, result: result.data };
      yield* executor.steps(job, 2 * n ** 3, signal);
      return result;
    },
  };
}

function checked({ failed }: TaskOutcome): void {
  if (failed === undefined) return;
  throw new NumericalError(
    `eigenSymmetric: every eigenvalue must converge, got none at index ${failed.index}`,
    "max-steps",
    { index: failed.index },
  );
}
