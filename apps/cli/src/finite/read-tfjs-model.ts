import { dirname, join } from "node:path";
import {
  BackendError,
  type BackendName,
  ModelError,
  type ProbedModel,
  layersModel,
  loadBackend,
  readLayersModel,
} from "@ntkit/autodiff-jacobians/tfjs";
import { DataError } from "@ntkit/datasets";
import { NumericalError } from "@ntkit/linalg";
import { readInput } from "../input/read-file.ts";
import type { Io } from "../io.ts";
import { UsageError } from "../errors/usage-error.ts";
import { backendFolders } from "./backend-folders.ts";

/** A model of TensorFlow.js, and what computes it. */
export interface TfjsModel {
  readonly source: ProbedModel;
  readonly backend: BackendName;
}

/**
 * The LayersModel in a `model.json`, on the backend that the user names or the fastest that passes its
 * checks. Its weights files lie beside it.
 *
 * @param inputShape - shape of the examples, for sizes that the model leaves open
 * @throws DataError when a file is missing, has weights that are not finite, or is no LayersModel that
 *   has a kernel
 * @throws UsageError when no backend can be used
 */
export async function readTfjsModel(
  io: Pick<Io, "cwd" | "env" | "signal">,
  file: string,
  inputShape: readonly number[],
  name: BackendName | undefined,
): Promise<TfjsModel> {
  const json = new TextDecoder().decode(await readInput(io.cwd, file));
  const backend = await load(io, name);
  try {
    const model = await readLayersModel(backend, json, (path) =>
      readInput(io.cwd, join(dirname(file), path)),
    );
    const open = model.inputs.length === 1 && model.inputs[0]!.shape.slice(1).includes(null);
    const source = await layersModel(backend, model, open ? { inputShape } : {});
    return { source, backend: backend.name };
  } catch (cause) {
    if (!(cause instanceof ModelError || cause instanceof NumericalError)) throw cause;
    throw new DataError(cause.message.replace(/^\w+: /, ""), { file, cause });
  }
}

async function load(io: Pick<Io, "cwd" | "env" | "signal">, name: BackendName | undefined) {
  const prefer = name === undefined ? undefined : [name];
  try {
    return await loadBackend({ prefer, resolveFrom: backendFolders(io), signal: io.signal });
  } catch (cause) {
    if (!(cause instanceof BackendError)) throw cause;
    const message = cause.message.replace(/^\w+: /, "");
    throw new UsageError(`--model: ${message}\nnpm install @tensorflow/tfjs @tensorflow/tfjs-backend-wasm`, {}, { cause }); // prettier-ignore
  }
}
