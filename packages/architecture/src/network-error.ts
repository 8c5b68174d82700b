import { formatPath } from "./internal/format-path.ts";

/** Where a {@link NetworkError} happened, and what was probably meant. */
export interface NetworkErrorDetail {
  /** Keys and indices from the root to the offending value: `["layers", 0, "weightStd"]`. */
  readonly path?: readonly (string | number)[];
  /** The constructor or preset whose option it is; it stands before the path in the message. */
  readonly caller?: string;
  /** 1-based line in the text. */
  readonly line?: number;
  /** 1-based column in the text, in UTF-16 code units. */
  readonly column?: number;
  /** The file's name as the caller gave it. */
  readonly file?: string;
  /** The closest known name where an unknown one was written. */
  readonly nearest?: string;
}

/**
 * Thrown when a network, or the text of one, is not valid.
 *
 * The message reads `file:line:column path: what must hold, got value`; each part is also a field.
 * Correct the option at `path` (`nearest` is the likely intention) and try again.
 */
export class NetworkError extends Error {
  override readonly name = "NetworkError";
  readonly code = "network";
  readonly path: readonly (string | number)[];
  declare readonly line?: number;
  declare readonly column?: number;
  declare readonly file?: string;
  declare readonly nearest?: string;

  constructor(problem: string, detail: NetworkErrorDetail = {}, options?: ErrorOptions) {
    super(composeMessage(problem, detail), options);
    this.path = detail.path ?? [];
    if (detail.line !== undefined) this.line = detail.line;
    if (detail.column !== undefined) this.column = detail.column;
    if (detail.file !== undefined) this.file = detail.file;
    if (detail.nearest !== undefined) this.nearest = detail.nearest;
  }
}

function composeMessage(problem: string, detail: NetworkErrorDetail): string {
  const place = [detail.file, detail.line, detail.column].filter((part) => part !== undefined);
  const prefix = place.length === 0 ? "" : `${place.join(":")} `;
  return `${prefix}${formatPath(detail.path ?? [], detail.caller)}: ${problem}`;
}
