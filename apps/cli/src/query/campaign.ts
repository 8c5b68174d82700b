import { DataError } from "@ntkit/datasets";
import type { Matrix, Tensor } from "@ntkit/linalg";
import { UsageError } from "../errors/usage-error.ts";
import { readInputs } from "../input/read-inputs.ts";
import { readLabelsOf } from "../input/read-labels-of.ts";
import type { Io } from "../io.ts";
import { folderPath } from "../output/folder-path.ts";
import { digest, sha256 } from "./digest.ts";
import { classesOf, targetsOf } from "./label-targets.ts";
import { checkLabel, mergeAnswers } from "./merge-answers.ts";
import { openPoolKernel } from "./open-pool-kernel.ts";
import type { PoolKernel } from "./pool-kernel.ts";
import type { QueryFlags } from "./query-flags.ts";
import { type QueryState, continueState, readQueryState } from "./query-state.ts";

/** A pool, what is labelled of it, and the kernel to look ahead with. */
export interface Campaign {
  readonly kernel: PoolKernel;
  readonly labelled: Tensor;
  readonly pool: Tensor;
  /** Classes in their order; undefined for regression. */
  readonly classes: readonly string[] | undefined;
  /** Pool rows that have answers. */
  readonly answered: Int32Array;
  /** Pool rows that have none. */
  readonly left: Int32Array;
  /** Pool rows that were asked for in earlier rounds. */
  readonly asked: ReadonlySet<number>;
  /** Of the labelled samples, then of the answered rows, shape [N, O]: one-hot rows, or numbers. */
  readonly targets: Matrix;
  /** With the answers of this call. */
  readonly state: QueryState;
}

/**
 * Everything that a round of labelling starts from. Nothing is written.
 *
 * @throws DataError for files that are wrong or a state of other data; UsageError for missing flags
 */
export async function openCampaign(flags: QueryFlags, io: Io): Promise<Campaign> {
  const { cwd } = io;
  const { labelled: labelledFile, labels: labelsFile } = required(flags);
  const labelled = await readInputs(cwd, labelledFile);
  const pool = await readInputs(cwd, flags.pool);
  checkSameShape(labelled, pool, labelledFile, flags.pool);
  const labels = await readLabelsOf(cwd, labelsFile, labelledFile, labelled.shape[0]!);
  const classes = flags.regression === true ? undefined : classesOf(labels, flags, labelsFile);
  labels.values.forEach((label, i) => {
    const place = { file: labelsFile, line: labels.lines?.[i] };
    checkLabel(label, classes, (message) => new DataError(message, place));
  });
  const kernel = await openPoolKernel(pool, flags, io);
  checkWidth(kernel, classes, labelsFile);
  const identity: QueryState["identity"] = {
    kernel: kernel.hash,
    pool: digest(pool),
    labelled: `${digest(labelled)}:${sha256(labels.values.join("\n"))}`,
    task: classes === undefined ? "regression" : "classification",
    ...(classes && { classes: [...classes] }),
  };
  const folder =
    flags.state === undefined ? undefined : await folderPath(cwd, flags.state, "--state");
  const found = folder === undefined ? undefined : await readQueryState(folder);
  const before = continueState(found, identity, flags.state);
  const size = pool.shape[0]!;
  const answers = await mergeAnswers(cwd, flags.answers, before.answers, size, classes);
  const state = { ...before, answers };
  const answered = Int32Array.from(answers, ({ row }) => row);
  const known = new Set(answered);
  const left = Int32Array.from({ length: size }, (_, row) => row).filter((row) => !known.has(row));
  if (left.length === 0) {
    throw new DataError(`pool must have a row that is not labelled, got ${size} labelled ones`, {
      file: flags.pool,
    });
  }
  const asked = new Set(state.rounds.flatMap(({ picks }) => picks));
  const all = [...labels.values, ...answers.map(({ label }) => label)];
  const targets = targetsOf(all, classes);
  return { kernel, labelled, pool, classes, answered, left, asked, targets, state };
}

function required(flags: QueryFlags): Required<Pick<QueryFlags, "labelled" | "labels">> {
  const { labelled, labels } = flags;
  const network = flags.network ?? flags.model;
  if (network !== undefined && labelled !== undefined && labels !== undefined) {
    return { labelled, labels };
  }
  const given = { "--network (or --model)": network, "--labelled": labelled, "--labels": labels };
  const missing = Object.entries(given)
    .filter(([, value]) => value === undefined)
    .map(([name]) => name);
  throw new UsageError(
    `query: --network, --labelled, --labels and --pool must come together, got no ${missing.join(", no ")}`,
    { missing },
  );
}

/** A finite network must have an output for each class, or one for numbers. */
function checkWidth(
  { width }: PoolKernel,
  classes: readonly string[] | undefined,
  labels: string,
): void {
  if (width === undefined || width === (classes?.length ?? 1)) return;
  const wanted = classes
    ? `an output for each of the ${classes.length} classes of ${labels}`
    : "one output with --regression";
  throw new UsageError(`query: the network must have ${wanted}, got ${width}`);
}

function checkSameShape(a: Tensor, b: Tensor, aFile: string, bFile: string): void {
  const [left, right] = [a, b].map(({ shape }) => shape.slice(1).join("×"));
  if (left === right) return;
  throw new DataError(`samples must be ${left} like those of ${aFile}, got ${right}`, {
    file: bFile,
  });
}
