import { NetworkError } from "@ntkit/architecture";
import { DataError } from "@ntkit/datasets";
import { EngineError, NumericalError, ShapeError } from "@ntkit/linalg";
import { CommanderError } from "commander";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { InterruptedError } from "./interrupted-error.ts";
import { TryAgainError } from "../output/output-error.ts";
import { UsageError } from "./usage-error.ts";

/** What the user is told of an error, and the exit status that goes with it. */
export interface ErrorDescription {
  readonly exitCode: ExitCode;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly detail: Readonly<Record<string, unknown>>;
  };
}

/** The user's view of anything that was thrown. What is not one of our typed errors is "unexpected", exit code 1. */
export function describeError(thrown: unknown): ErrorDescription {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const [exitCode, code] = classify(error);
  return { exitCode, error: { code, message: cleanMessage(error), detail: detailOf(error) } };
}

function classify(error: Error): [ExitCode, string] {
  if (error instanceof InterruptedError) return [exitCodes.interrupted, error.code];
  if (error instanceof CommanderError) return [exitCodes.usage, "usage"];
  if (error instanceof UsageError) return [exitCodes.usage, error.code];
  if (error instanceof NetworkError) return [exitCodes.usage, error.code];
  if (error instanceof DataError) return [exitCodes.data, error.code];
  if (error instanceof ShapeError) return [exitCodes.data, error.code];
  if (error instanceof NumericalError) return [exitCodes.computation, error.code];
  if (error instanceof EngineError) return [engineExitCode(error), error.code];
  if (error instanceof TryAgainError) return [exitCodes.tryAgain, error.code];
  if (error instanceof RangeError && isOurs(error)) return [exitCodes.usage, "range"];
  return [exitCodes.computation, "unexpected"];
}

/** What is not there was asked for; a thread that dies is a failure. */
function engineExitCode({ code }: EngineError): ExitCode {
  return code === "worker-died" || code === "disposed" ? exitCodes.computation : exitCodes.usage;
}

/** The packages' RangeErrors read `function: what must hold, got value`; the engine's own ("Invalid array length") do not. */
function isOurs(error: RangeError): boolean {
  return /^[\w.-]+: .*\bgot\b/s.test(error.message);
}

function cleanMessage(error: Error): string {
  return error.message.replace(/^error: /, "").trim();
}

function detailOf(error: Error): Record<string, unknown> {
  if (error instanceof CommanderError) return {};
  const own = "detail" in error && typeof error.detail === "object" ? { ...error.detail } : {};
  const place = ["file", "line", "column", "offset", "path", "nearest"]
    .map((key) => [key, (error as unknown as Record<string, unknown>)[key]] as const)
    .filter(([, value]) => value !== undefined);
  return { ...own, ...Object.fromEntries(place) };
}
