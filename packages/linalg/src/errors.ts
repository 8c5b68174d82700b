/** Thrown when the shapes of the arguments do not fit together. The message has both shapes. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
  readonly code = "shape";
}

/** Why a computation could not be finished. */
export type NumericalReason =
  | "not-positive-definite"
  | "contradictory-targets"
  | "max-steps"
  | "non-finite"
  | "singular"
  | "no-minimum";

/**
 * Thrown when the shapes are right but the numbers do not allow an answer.
 * `reason` is for programs; `detail` carries the numbers (pivot index and value, residual, row, column).
 */
export class NumericalError extends Error {
  override readonly name = "NumericalError";
  readonly code: NumericalReason;
  readonly reason: NumericalReason;
  readonly detail: Readonly<Record<string, number | string>>;

  constructor(
    message: string,
    reason: NumericalReason,
    detail: Readonly<Record<string, number | string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = reason;
    this.reason = reason;
    this.detail = detail;
  }
}
