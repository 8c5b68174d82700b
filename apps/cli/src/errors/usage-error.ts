/** Thrown when the command line asks for something that cannot be: a flag, a path, a combination. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly code = "usage";
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(
    message: string,
    detail: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.detail = detail;
  }
}
