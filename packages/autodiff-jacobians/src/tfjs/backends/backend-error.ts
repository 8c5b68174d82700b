import type { Attempt } from "./attempt.ts";

/** Thrown when no backend may be used: the message and `attempts` say of each one why. */
export class BackendError extends Error {
  override readonly name = "BackendError";
  readonly code = "no-backend";
  readonly attempts: readonly Attempt[];

  constructor(message: string, attempts: readonly Attempt[], options?: ErrorOptions) {
    super(message, options);
    this.attempts = attempts;
  }
}
