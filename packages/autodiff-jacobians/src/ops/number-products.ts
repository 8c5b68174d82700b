import type { Engine, Matrix, Matrix32 } from "@ntkit/linalg";
import type { Run } from "./op.ts";
import type { Numbers } from "./series.ts";

/** Rows of numbers of a run's precision. */
export interface NumberRows {
  readonly rows: number;
  readonly cols: number;
  readonly data: Numbers;
}

/** What computes. */
type Call = Pick<Run, "engine" | "signal">;

/** A B in the precision of the factors. */
export function multiplyNumbers(call: Call, a: NumberRows, b: NumberRows): Promise<Numbers> {
  return product(call, "multiply", a, b);
}

/** A Bᵀ in the precision of the factors. */
export function gramNumbers(call: Call, a: NumberRows, b: NumberRows): Promise<Numbers> {
  return product(call, "gram", a, b);
}

async function product(
  { engine, signal }: Call,
  operation: "multiply" | "gram",
  a: NumberRows,
  b: NumberRows,
): Promise<Numbers> {
  if (a.data instanceof Float64Array) {
    return (await engine[operation](a as Matrix, b as Matrix, { signal })).data;
  }
  const engine32 = engine as Required<Pick<Engine, "multiply32" | "gram32">>;
  return (await engine32[`${operation}32`](a as Matrix32, b as Matrix32, { signal })).data;
}
