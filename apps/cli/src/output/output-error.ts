import { UsageError } from "../errors/usage-error.ts";

/** Codes of the operating system that pass by themselves: a full disk, too many open files, a busy resource. */
const passing = new Set(["ENOSPC", "EDQUOT", "EMFILE", "ENFILE", "EAGAIN", "EBUSY", "ENOMEM"]);

/** Thrown when output could not be written for a reason that may be gone later. Exit code 75. */
export class TryAgainError extends Error {
  override readonly name = "TryAgainError";
  readonly code = "try-again";
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(message: string, detail: Readonly<Record<string, unknown>>, options?: ErrorOptions) {
    super(message, options);
    this.detail = detail;
  }
}

/** The typed error for a failed write to `path`: a {@link TryAgainError}, or a {@link UsageError} about the option that named the path. */
export function outputError(path: string, cause: unknown, option = "--out"): Error {
  const code = systemCode(cause);
  const detail = { path, ...(code === undefined ? {} : { system: code }) };
  if (code !== undefined && passing.has(code)) {
    return new TryAgainError(`cannot write ${path} now: ${reason(code)}`, detail, { cause });
  }
  if (code === undefined) throw cause;
  return new UsageError(
    `${option}: must be a path that can be written, got ${path}: ${reason(code)}`,
    detail,
    { cause },
  );
}

/** The `code` of a Node system error, like "ENOENT". */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" && /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the device",
  EDQUOT: "the disk quota is used up",
  ENAMETOOLONG: "the name is too long",
  ENOTEMPTY: "the folder is not empty",
  EEXIST: "it exists",
  EMFILE: "too many open files",
  ENFILE: "too many open files",
};

/** A system code in words. */
export function reason(code: string): string {
  return `${reasons[code] ?? "the operating system refused"} (${code})`;
}
