/**
 * The command `ntkit`, as a function: for tests, and for programs that want its results without a process.
 *
 * ```ts
 * import { run } from "ntkit";
 *
 * const { stdout, stderr } = process;
 * const { signal } = new AbortController();
 * const exitCode = await run(["--version"], { stdout, stderr, cwd: ".", env: {}, signal });
 * ```
 *
 * @module
 */
export { run } from "./run.ts";
export { exitCodes } from "./errors/exit-codes.ts";
export type { ExitCode } from "./errors/exit-codes.ts";
export type { Io, TextSink } from "./io.ts";
