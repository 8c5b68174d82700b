/** What went wrong with an engine rather than with the numbers. */
export type EngineErrorCode =
  "disposed" | "worker-died" | "no-shared-memory" | "not-supported" | "not-installed";

/**
 * Thrown when an engine cannot compute: it was disposed, a worker thread died (the cause says why; the
 * next call starts new ones), or this runtime or machine lacks what was asked for.
 */
export class EngineError extends Error {
  override readonly name = "EngineError";
  readonly code: EngineErrorCode;

  constructor(message: string, code: EngineErrorCode, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
