import { createHash } from "node:crypto";
import { dirname, join, resolve } from "node:path";
import { DataError } from "@ntkit/datasets";
import { type Matrix, type Tensor, matrix } from "@ntkit/linalg";
import { networkHash } from "@ntkit/architecture";
import { readFiniteModel } from "../finite/read-finite-model.ts";
import { readTfjsModel } from "../finite/read-tfjs-model.ts";
import { readInput } from "../input/read-file.ts";
import { readInputs } from "../input/read-inputs.ts";
import { type Labels, readLabels } from "../input/read-labels.ts";
import { readNetwork } from "../input/read-network.ts";
import type { Io } from "../io.ts";
import { UsageError } from "../errors/usage-error.ts";
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
  const { labelled: labelledFile, labels: labelsFile } = required(flags);
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
  const kernel = await openKernel(pool, flags, io);
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

async function openKernel(pool: Tensor, flags: QueryFlags, io: Io): Promise<PoolKernel> {
  const { kernel, parameters, model } = flags;
  if (model !== undefined) return openModelKernel(pool, model, flags, io);
  if (flags.backend !== undefined) throw new UsageError("--backend: needs --model");
  const network = await readNetwork(io.cwd, flags.network!);
  if (kernel === "ntk" || kernel === "nngp" || (kernel === undefined && parameters === undefined)) {
    if (parameters === undefined) return infiniteKernel(network, kernel ?? "ntk");
    throw new UsageError(
      `--parameters: must come with --kernel traced or pseudo, got ${kernel} of the infinite network`,
    );
  }
  if (parameters === undefined) {
    throw new UsageError(`--kernel: ${kernel} must come with --parameters or --model, got none`);
  }
  const finite = await readFiniteModel(io.cwd, network, pool.shape.slice(1), { parameters });
  const hash = `${networkHash(network)}:${sha256(await readInput(io.cwd, parameters))}`;
  return finiteKernel(finite, kernel ?? "pseudo", hash);
}

/** The kernel of a TensorFlow.js model, which its `model.json` and its weights tell from others. */
async function openModelKernel(
  pool: Tensor,
  file: string,
  { kernel = "pseudo", parameters, network, backend }: QueryFlags,
  io: Io,
): Promise<PoolKernel> {
  if (network !== undefined || parameters !== undefined) {
    throw new UsageError("--model: must come without --network and --parameters, got both");
  }
  if (kernel === "ntk" || kernel === "nngp") {
    throw new UsageError(`--kernel: must be traced or pseudo with --model, got ${kernel}`);
  }
  const { source } = await readTfjsModel(io, file, pool.shape.slice(1), backend);
  const json = await readInput(io.cwd, file);
  const parts = await Promise.all(
    weightFiles(json).map((path) => readInput(io.cwd, join(dirname(file), path))),
  );
  return finiteKernel(source, kernel, sha256(Buffer.concat([json, ...parts])));
}

/** Files that a `model.json`, which was read as a model before, names for its weights. */
function weightFiles(json: Uint8Array): string[] {
  const { weightsManifest = [] } = JSON.parse(new TextDecoder().decode(json)) as {
    weightsManifest?: readonly { readonly paths: readonly string[] }[];
  };
  return weightsManifest.flatMap(({ paths }) => paths);
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
