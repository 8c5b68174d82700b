import type * as tfjs from "@tensorflow/tfjs";
import type { TfjsBackend } from "../backends/load-backend.ts";
import { activate } from "../backends/activate.ts";
import { ModelError } from "../model-error.ts";
import { type WeightSpec, weightBytes } from "./weight-bytes.ts";

/** The parts of a `model.json` that are used. */
interface ModelJson {
  readonly format?: string;
  readonly modelTopology?: object;
  readonly weightsManifest?: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly WeightSpec[];
  }[];
}

/**
 * A LayersModel from the text of its `model.json`, as `model.save` and the converter for Keras write it.
 *
 * @param read - the bytes of a weights file, by its path relative to `model.json`
 * @throws {@link ModelError} `model-file` for JSON that is no LayersModel, for weights files that are too
 *   short, and for what TensorFlow.js refuses, with its reason
 */
export async function readLayersModel(
  { tf, backend }: Pick<TfjsBackend, "tf" | "backend">,
  json: string,
  read: (path: string) => Promise<Uint8Array>,
): Promise<tfjs.LayersModel> {
  const { modelTopology, weightsManifest } = parse(json);
  const files: Uint8Array[] = [];
  for (const path of weightsManifest.flatMap(({ paths }) => paths)) files.push(await read(path));
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const weightData = joined(files);
  const expected = weightBytes(weightSpecs);
  if (expected !== undefined && weightData.byteLength !== expected) {
    throw broken(`weights must have ${expected} bytes, got ${weightData.byteLength}`);
  }
  await activate(tf, backend);
  const artifacts = { modelTopology, weightSpecs, weightData } as tfjs.io.ModelArtifacts;
  try {
    return await tf.loadLayersModel(tf.io.fromMemory(artifacts));
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw broken(`TensorFlow.js must read the model, got ${JSON.stringify(said.slice(0, 300))}`, cause); // prettier-ignore
  }
}

function parse(json: string): Required<Omit<ModelJson, "format">> {
  let model: ModelJson | null;
  try {
    model = JSON.parse(json) as ModelJson | null;
  } catch (cause) {
    throw broken(`model.json must be JSON, got ${JSON.stringify(json.slice(0, 40))}`, cause);
  }
  if (model?.format === "graph-model") {
    throw broken("format must be layers-model, got graph-model; convert it to tfjs_layers_model");
  }
  const { modelTopology, weightsManifest } = model ?? {};
  if (typeof modelTopology !== "object" || !Array.isArray(weightsManifest)) {
    const got = Object.keys(model ?? {}).join(", ") || "neither";
    throw broken(`model.json must have modelTopology and weightsManifest, got ${got}`);
  }
  return { modelTopology, weightsManifest };
}

function joined(files: readonly Uint8Array[]): ArrayBuffer {
  const bytes = new Uint8Array(files.reduce((sum, file) => sum + file.length, 0));
  let at = 0;
  for (const file of files) {
    bytes.set(file, at);
    at += file.length;
  }
  return bytes.buffer;
}

function broken(message: string, cause?: unknown): ModelError {
  return new ModelError(`readLayersModel: ${message}`, "model-file", { cause });
}
