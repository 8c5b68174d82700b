/** The reason a command's signal is aborted with when the user presses Ctrl-C. Exit code 130. */
export class InterruptedError extends Error {
  override readonly name = "InterruptedError";
  readonly code = "interrupted";

  constructor(signal: string) {
    super(`interrupted by ${signal}`);
  }
}
