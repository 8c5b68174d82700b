import { NumericalError, ShapeError } from "@ntkit/linalg";
import type { NumericalReason } from "@ntkit/linalg";

/** An error of ours as plain data, which classes do not survive between threads as. */
export interface ReportedError {
  readonly thrown: "NumericalError" | "ShapeError" | "RangeError";
  readonly message: string;
  readonly reason: NumericalReason | undefined;
  readonly detail: NumericalError["detail"] | undefined;
}

/** What a task returns in place of throwing; undefined for what is no complaint about numbers or shapes. */
export function reportOf(error: unknown): ReportedError | undefined {
  if (error instanceof NumericalError) {
    const { message, reason, detail } = error;
    return { thrown: "NumericalError", message, reason, detail };
  }
  const told = { reason: undefined, detail: undefined };
  if (error instanceof ShapeError) return { thrown: "ShapeError", message: error.message, ...told };
  if (error instanceof RangeError) return { thrown: "RangeError", message: error.message, ...told };
  return undefined;
}

/** Throws the error that a task has reported, if it is one. */
export function throwIfReported(result: unknown): void {
  if (typeof result !== "object" || result === null || !("thrown" in result)) return;
  const { thrown, message, reason, detail } = result as ReportedError;
  switch (thrown) {
    case "NumericalError":
      throw new NumericalError(message, reason!, detail);
    case "ShapeError":
      throw new ShapeError(message);
    case "RangeError":
      throw new RangeError(message);
  }
}
