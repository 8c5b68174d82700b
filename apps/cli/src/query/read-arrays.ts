import type { LookAheadProblem } from "@ntkit/active-learning";
import { DataError } from "@ntkit/datasets";
import type { Matrix } from "@ntkit/linalg";
import { UsageError } from "../errors/usage-error.ts";
import { assertSameSource, assertShape, readKernel, readKernelFile } from "../input/read-kernel.ts";
import { readColumns } from "../input/read-matrix.ts";
import { readOutputs } from "../input/read-outputs.ts";
import type { QueryFlags } from "./query-flags.ts";
import { ridgeOfQuery } from "./ridge-of-query.ts";

/** Kernels and targets of a query on plain arrays. */
export interface QueryArrays {
  readonly problem: LookAheadProblem & { readonly pool: Matrix };
  /** Labels to look ahead with, shape [M, O]. */
  readonly labels: Matrix | undefined;
}

/** The flags of the arrays form, with what it needs. */
type ArrayFlags = QueryFlags & Required<Pick<QueryFlags, "train" | "poolTrain" | "targets">>;

/**
 * Reads the files of a query on plain arrays.
 *
 * @throws UsageError for missing flags; DataError for files that are wrong or do not go together
 */
export async function readArrays(flags: QueryFlags, cwd: string): Promise<QueryArrays> {
  const given = required(flags);
  const files = {
    train: await readKernel(cwd, given.train),
    pool: await readKernel(cwd, flags.pool),
    cross: await readKernelFile(cwd, given.poolTrain),
  };
  const [train, pool, cross] = [files.train.matrix, files.pool.matrix, files.cross.matrix];
  const n = train.rows;
  assertSameSource(files.cross, files.train);
  assertShape(cross, given.poolTrain, pool.rows, n, "(rows of --pool × rows of --train)");
  const targets = await readColumns(cwd, given.targets);
  if (targets.rows !== n) {
    throw new DataError(
      `must have ${n} rows like the kernel ${given.train}, got ${targets.rows}×${targets.cols}`,
      { file: given.targets },
    );
  }
  const outputs = (file: string | undefined, rows: number) =>
    readOutputs(cwd, file, rows, targets.cols);
  const problem = {
    train,
    cross,
    pool,
    targets,
    trainOutputs: await outputs(flags.f0, n),
    poolOutputs: await outputs(flags.f0Pool, pool.rows),
    ridge: ridgeOfQuery(flags, train, 0),
  };
  return { problem, labels: await outputs(flags.poolTargets, pool.rows) };
}

function required(flags: QueryFlags): ArrayFlags {
  const { train, poolTrain, targets } = flags;
  if (train !== undefined && poolTrain !== undefined && targets !== undefined) {
    return { ...flags, train, poolTrain, targets };
  }
  const missing = Object.entries({
    "--train": train,
    "--pool-train": poolTrain,
    "--targets": targets,
  })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name);
  throw new UsageError(
    `query: --train, --pool-train, --pool and --targets must come together, got no ${missing.join(", no ")}`,
    { missing },
  );
}
