import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { finiteNetwork } from "@ntkit/autodiff-jacobians";
import { DataError, npyToTensor, readNpz } from "@ntkit/datasets";
import { type Matrix, type Tensor, matrix } from "@ntkit/linalg";
import { networkHash } from "@ntkit/architecture";
import { readInput } from "../input/read-file.ts";
import { readInputs } from "../input/read-inputs.ts";
import { type Labels, readLabels } from "../input/read-labels.ts";
import { readNetwork } from "../input/read-network.ts";
import type { Io } from "../io.ts";
import { UsageError } from "../usage-error.ts";
import { checkLabel, mergeAnswers } from "./merge-answers.ts";
import { type PoolKernel, finiteKernel, infiniteKernel } from "./pool-kernel.ts";
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
  const { network, labelled: labelledFile, labels: labelsFile } = required(flags);
  const labelled = await readInputs(cwd, labelledFile);
  const pool = await readInputs(cwd, flags.pool);
  checkSameShape(labelled, pool, labelledFile, flags.pool);
  const labels = await readLabels(cwd, labelsFile);
  if (labels.values.length !== labelled.shape[0]) {
    throw new DataError(
      `must have a label for each of the ${labelled.shape[0]} samples of ${labelledFile}, got ${labels.values.length}`,
      { file: labelsFile },
    );
  }
  const classes = flags.regression === true ? undefined : classesOf(labels, flags, labelsFile);
  labels.values.forEach((label, i) => {
    const place = { file: labelsFile, line: labels.lines?.[i] };
    checkLabel(label, classes, (message) => new DataError(message, place));
  });
  const kernel = await openKernel(network, pool, flags, io);
  const identity: QueryState["identity"] = {
    kernel: kernel.hash,
    pool: digest(pool),
    labelled: `${digest(labelled)}:${sha256(labels.values.join("\n"))}`,
    task: classes === undefined ? "regression" : "classification",
    ...(classes && { classes: [...classes] }),
  };
  const folder = flags.state === undefined ? undefined : resolve(cwd, flags.state);
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

function required(
  flags: QueryFlags,
): Required<Pick<QueryFlags, "network" | "labelled" | "labels">> {
  const { network, labelled, labels } = flags;
  if (network !== undefined && labelled !== undefined && labels !== undefined) {
    return { network, labelled, labels };
  }
  const missing = Object.entries({
    "--network": network,
    "--labelled": labelled,
    "--labels": labels,
  })
    .filter(([, value]) => value === undefined)
    .map(([name]) => name);
  throw new UsageError(
    `query: --network, --labelled, --labels and --pool must come together, got no ${missing.join(", no ")}`,
    { missing },
  );
}

async function openKernel(
  text: string,
  pool: Tensor,
  { kernel, parameters }: QueryFlags,
  { cwd }: Io,
): Promise<PoolKernel> {
  const network = await readNetwork(cwd, text);
  if (kernel === "ntk" || kernel === "nngp") {
    if (parameters === undefined) return infiniteKernel(network, kernel);
    throw new UsageError(
      `--parameters: must come with --kernel traced or pseudo, got ${kernel} of the infinite network`,
    );
  }
  if (parameters === undefined) {
    throw new UsageError(`--kernel: ${kernel} must come with --parameters, got none`);
  }
  const bytes = await readInput(cwd, parameters);
  const arrays = [...readNpz(bytes, { file: parameters })].map(
    ([name, array]) => [name, npyToTensor(array, { file: parameters })] as const,
  );
  const values = Object.fromEntries(arrays);
  const finite = finiteNetwork(network, pool.shape.slice(1), { widthsFrom: values });
  return finiteKernel(finite.at(values), kernel, `${networkHash(network)}:${sha256(bytes)}`);
}

function checkSameShape(a: Tensor, b: Tensor, aFile: string, bFile: string): void {
  const [left, right] = [a, b].map(({ shape }) => shape.slice(1).join("×"));
  if (left === right) return;
  throw new DataError(`samples must be ${left} like those of ${aFile}, got ${right}`, {
    file: bFile,
  });
}

/** Classes as given, or those of the labels: as numbers where all are numbers, else as text. */
function classesOf({ values }: Labels, { classes }: QueryFlags, file: string): readonly string[] {
  const found = [...new Set(values)];
  if (classes !== undefined) {
    const empty = classes.filter((name) => !found.includes(name));
    if (empty.length === 0) return classes;
    throw new DataError(
      `every class must have a labelled sample, got none for ${empty.join(", ")}`,
      { file },
    );
  }
  if (found.length < 2) {
    throw new DataError(
      `labels must be of two classes at least, got only "${found[0] ?? ""}"; for numbers use --regression`,
      { file },
    );
  }
  const numeric = found.every((name) => Number.isFinite(Number(name)));
  return found.sort((a, b) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1));
}

function targetsOf(labels: readonly string[], classes: readonly string[] | undefined): Matrix {
  if (classes === undefined) {
    return matrix(labels.length, 1, Float64Array.from(labels, Number));
  }
  const targets = matrix(labels.length, classes.length);
  labels.forEach((label, i) => (targets.data[i * classes.length + classes.indexOf(label)] = 1));
  return targets;
}

function digest({ shape, data }: Tensor): string {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return sha256(Buffer.concat([Buffer.from(`${shape.join("×")};`), bytes]));
}

function sha256(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
