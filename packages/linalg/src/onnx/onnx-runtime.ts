import { EngineError } from "../engine-error.ts";
import { messageOf } from "../message-of.ts";

/** The parts of onnxruntime-node that an engine uses. */
export interface OnnxRuntime {
  readonly env?: { readonly versions?: { readonly common?: string; readonly node?: string } };
  readonly InferenceSession: {
    create(model: Uint8Array, options: OnnxSessionOptions): Promise<OnnxSession>;
  };
  readonly Tensor: new (type: "float64", data: Float64Array, dims: readonly number[]) => OnnxTensor;
}

/** How many threads compute, on which processor, and what is worth a message. */
export interface OnnxSessionOptions {
  readonly intraOpNumThreads?: number;
  readonly executionProviders: readonly string[];
  readonly logSeverityLevel: 3;
}

/** A model that is loaded. */
export interface OnnxSession {
  run(feeds: Readonly<Record<string, OnnxTensor>>): Promise<Readonly<Record<string, OnnxTensor>>>;
  release(): Promise<void>;
}

/** Numbers on their way to or from a model. */
export interface OnnxTensor {
  readonly data: unknown;
}

/**
 * The package onnxruntime-node, which the user installs.
 *
 * @throws {@link EngineError} `not-installed`
 */
export async function importOnnxRuntime(): Promise<OnnxRuntime> {
  try {
    // Not a literal: the package has 290 MB and is nowhere when programs are checked and bundled.
    const name = "onnxruntime-node";
    const module: unknown = await import(/* @vite-ignore */ name);
    return ((module as { default?: OnnxRuntime }).default ?? module) as OnnxRuntime;
  } catch (cause) {
    throw new EngineError(
      `onnxEngine: the package onnxruntime-node must be installed, got ${JSON.stringify(messageOf(cause))}; npm install --ignore-scripts onnxruntime-node`,
      "not-installed",
      { cause },
    );
  }
}
