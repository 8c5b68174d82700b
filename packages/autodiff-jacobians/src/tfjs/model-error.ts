/** Why a model has no factors. */
export type ModelErrorReason =
  | "unknown-layer"
  | "training-mode"
  | "unsupported"
  | "input-shape"
  | "model-file"
  | "out-of-memory";

/** Thrown when a TensorFlow.js model cannot be read as parameters at marked places, or does not fit. */
export class ModelError extends Error {
  override readonly name = "ModelError";
  readonly code: ModelErrorReason;
  readonly reason: ModelErrorReason;
  /** Name of the layer at fault. */
  readonly layer: string | undefined;

  constructor(
    message: string,
    reason: ModelErrorReason,
    options: ErrorOptions & { readonly layer?: string } = {},
  ) {
    super(message, options);
    this.code = reason;
    this.reason = reason;
    this.layer = options.layer;
  }
}
