import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { NetworkError, fromJson, networkHash } from "@ntkit/architecture";
import { DataError, featureNames, npyToMatrix, readNpz, validateEncoder } from "@ntkit/datasets";
import type { Matrix } from "@ntkit/linalg";
import { z } from "zod";
import { reason, systemCode } from "../output/output-error.ts";
import { type ModelRecord, modelSchema } from "./model-schema.ts";
import { parseSafeJson } from "./safe-json.ts";
import type { TrainedModel } from "./trained-model.ts";
import { sha256 } from "./write-model.ts";

/** A model folder's contents. */
export interface LoadedModel {
  readonly model: TrainedModel;
  readonly record: ModelRecord;
}

/**
 * The model in a folder, checked to the last key and byte before anything is computed with it.
 *
 * @param folder - absolute path
 * @param name - how messages call it
 * @throws DataError when the folder is missing, of another version, or not what `ntkit fit` wrote
 */
export async function readModel(folder: string, name: string): Promise<LoadedModel> {
  const file = join(name, "model.json");
  const text = new TextDecoder().decode(await readPart(join(folder, "model.json"), file));
  const record = parseRecord(text, file);
  const arraysName = join(name, record.arrays.file);
  const bytes = await readPart(join(folder, record.arrays.file), arraysName);
  if (sha256(bytes) !== record.arrays.sha256) {
    throw new DataError(
      `contents must have the SHA-256 that model.json names, ${record.arrays.sha256}, ` +
        `got ${sha256(bytes)}; the folder is damaged or was changed`,
      { file: arraysName },
    );
  }
  return { model: assemble(record, bytes, file, arraysName), record };
}

async function readPart(path: string, name: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === undefined) throw cause;
    throw new DataError(`file of the model must be readable, got ${reason(code)}`, {
      file: name,
      cause,
    });
  }
}

function parseRecord(text: string, file: string): ModelRecord {
  let value: unknown;
  try {
    value = parseSafeJson(text);
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new DataError(`must be the JSON of a model: ${problem}`, { file, cause });
  }
  assertVersion(value, file);
  const parsed = modelSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new DataError(`must be a model as ntkit fit writes it:\n${z.prettifyError(parsed.error)}`, {
    file,
    cause: parsed.error,
  });
}

function assertVersion(value: unknown, file: string): void {
  const { format, version } = (value ?? {}) as { format?: unknown; version?: unknown };
  if (format !== "ntkit-model") {
    throw new DataError(`format must be "ntkit-model", got ${show(format)}`, {
      file,
    });
  }
  if (version === 1) return;
  const newer = typeof version === "number" && version > 1;
  const remedy = newer
    ? "it was written by a newer ntkit: update ntkit, or fit again with this one"
    : "fit the table again with this ntkit";
  throw new DataError(`version must be 1, got ${show(version)}; ${remedy}`, {
    file,
  });
}

function show(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value);
}

function assemble(
  record: ModelRecord,
  bytes: Uint8Array,
  file: string,
  arraysName: string,
): TrainedModel {
  const network = readNetwork(record, file);
  const encoder = validateEncoder(record.encoder, { file });
  const arrays = readNpz(bytes, { file: arraysName });
  const array = (name: string, rows: number, cols: number): Matrix => {
    const found = arrays.get(name);
    const shape = found?.shape.join("×") ?? "none";
    if (found === undefined || shape !== `${rows}×${cols}`) {
      throw new DataError(`array ${name} must have shape ${rows}×${cols}, got ${shape}`, {
        file: arraysName,
      });
    }
    return npyToMatrix(found, { file: arraysName });
  };
  const { solver, target } = record;
  const rows = solver.type === "landmarks" ? solver.landmarks : record.data.rows;
  const features = array("features", rows, featureNames(encoder).length);
  const outputs = outputCount(record, file);
  const coefficients = array("coefficients", rows, outputs);
  const shared = { target, network, kernel: record.kernel, encoder, features };
  if (solver.type !== "ridge" || solver.noise?.column === undefined) {
    return { ...shared, solver: { ...solver, coefficients } };
  }
  const noise = { ...solver.noise, shape: array("noise", record.data.rows, 1) };
  return { ...shared, solver: { ...solver, noise, coefficients } };
}

function readNetwork(record: ModelRecord, file: string): TrainedModel["network"] {
  try {
    const network = fromJson(record.network);
    if (networkHash(network) === record.networkHash) return network;
  } catch (cause) {
    if (!(cause instanceof NetworkError)) throw cause;
    throw new DataError(`network must be valid: ${cause.message}`, { file, cause });
  }
  throw new DataError(`network must have the hash ${record.networkHash}; it was changed`, { file });
}

/** How many columns of coefficients the solver has, checked against the target. */
function outputCount({ solver, target }: ModelRecord, file: string): number {
  const problem = solverProblem(solver, target);
  if (problem !== undefined) throw new DataError(`solver must ${problem}`, { file });
  return solver.type === "svm" ? solver.biases.length : solver.offsets.length;
}

function solverProblem(
  solver: ModelRecord["solver"],
  target: ModelRecord["target"],
): string | undefined {
  const classes = target.task === "classification" ? target.classes.length : 1;
  if (solver.type === "svm") {
    const machines = (classes * (classes - 1)) / 2;
    if (target.task === "regression") return 'be "ridge" for regression, got "svm"';
    if (solver.biases.length !== machines || solver.machines.length !== machines) {
      return `have ${machines} biases and machines, got ${solver.biases.length} and ${solver.machines.length}`;
    }
    const unknown = solver.machines.flat().find((label) => label >= classes);
    return unknown === undefined ? undefined : `name classes below ${classes}, got ${unknown}`;
  }
  if (solver.offsets.length !== classes) {
    return `have ${classes} offsets, got ${solver.offsets.length}`;
  }
  const width = solver.type === "ridge" ? "intervalFactor" : "halfWidth";
  const needed = target.task === "classification" ? "temperature" : width;
  const value = (solver as Readonly<Record<string, unknown>>)[needed];
  return value === undefined ? `have a ${needed} for ${target.task}, got none` : undefined;
}
