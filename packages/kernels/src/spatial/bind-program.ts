import type { Matrix } from "@ntkit/linalg";
import { freshRows } from "../row-store.ts";
import { matrix } from "@ntkit/linalg";
import type { BoundRule } from "../rule.ts";
import { placesOf } from "./field.ts";
import { embeddingRule } from "./input-rules.ts";
import type { Need } from "./needs.ts";
import { needsOf } from "./needs.ts";
import type { SpatialOp } from "./spatial-op.ts";
import type { Trace } from "./trace-example.ts";
import { valuesOf } from "./trace-example.ts";
import type { Variances } from "./variances.ts";

/**
 * How the places of several examples are numbered as rows: all places of one example after another, or
 * (`interleaved`) the first places of all examples, then their second places.
 */
export type Layout = "stacked" | "interleaved";

/** Numbers of the places of several examples in one list. */
export interface Rows {
  readonly values: Float64Array;
  at(example: number): Variances;
}

/** Ops with what depends on one example only, for all examples of a tile. */
export interface BoundProgram {
  readonly ops: readonly SpatialOp[];
  readonly needs: readonly Need[];
  readonly left: readonly Trace[];
  readonly right: readonly Trace[];
  readonly leftRows: readonly Rows[];
  readonly rightRows: readonly Rows[];
  readonly leftMeans: readonly (Rows | null)[];
  readonly rightMeans: readonly (Rows | null)[];
  readonly rules: readonly (BoundRule | null)[];
  readonly branches: readonly (readonly BoundProgram[])[];
}

/** Inputs of the examples of a tile [rows, channels], in its layout. */
export interface Inputs {
  readonly left: Matrix;
  readonly right: Matrix;
}

/** Binds the rules of a program to the variances of the examples on both sides. */
export function bindProgram(
  ops: readonly SpatialOp[],
  needs: readonly Need[],
  left: readonly Trace[],
  right: readonly Trace[],
  layout: Layout,
  inputs: Inputs,
  uniform: boolean,
): BoundProgram {
  const symmetric = left === right;
  const rowsOf = (traces: readonly Trace[]): Rows[] =>
    needs.map((_, i) =>
      joinRows(
        traces.map(({ variances }) => variances[i]!),
        layout,
      ),
    );
  const meansOf = (traces: readonly Trace[]): (Rows | null)[] =>
    ops.map((op, i) =>
      op.type === "normalize"
        ? joinRows(
            traces.map(({ extras }) => extras[i]!),
            layout,
          )
        : null,
    );
  const leftRows = rowsOf(left);
  const rightRows = symmetric ? leftRows : rowsOf(right);
  const leftMeans = meansOf(left);
  return {
    ops,
    needs,
    left,
    right,
    leftRows,
    rightRows,
    leftMeans,
    rightMeans: symmetric ? leftMeans : meansOf(right),
    rules: ops.map((op, i) => {
      if (op.type === "embedding") return embeddingRule(op.node, inputs.left, inputs.right);
      if (op.type !== "rule") return null;
      return op.rule.bind({ left: leftRows[i]!.values, right: rightRows[i]!.values }, freshRows);
    }),
    branches: ops.map((op, i) => {
      if (op.type !== "fork") return [];
      return op.branches.map((branch, b) => {
        const inside = (traces: readonly Trace[]): Trace[] =>
          traces.map(({ branches }) => branches[i]![b]!);
        const first = inside(left);
        const second = symmetric ? first : inside(right);
        const below = needsOf(branch, needs[i + 1]!, uniform);
        return bindProgram(branch, below, first, second, layout, inputs, uniform);
      });
    }),
  };
}

/** The values of the examples of one side as one matrix. */
export function joinInputs(traces: readonly Trace[], layout: Layout): Matrix {
  const parts = traces.map(({ example }) => valuesOf(example));
  const cols = parts[0]!.cols;
  const joined = joinRows(
    parts.map(({ data }) => data),
    layout,
    cols,
  );
  return matrix(joined.values.length / cols, cols, joined.values);
}

/** Lists of examples as one list of rows, each of `width` numbers. */
function joinRows(parts: readonly Float64Array[], layout: Layout, width = 1): Rows {
  const total = parts.reduce((sum, { length }) => sum + length, 0);
  const values = new Float64Array(total);
  const offsets: number[] = [];
  let offset = 0;
  parts.forEach((part, n) => {
    offsets.push(offset / width);
    if (layout === "stacked") values.set(part, offset);
    else scatter(part, values, n, parts.length, width);
    offset += part.length;
  });
  return {
    values,
    at: (example) =>
      layout === "stacked"
        ? { values, base: offsets[example]!, step: 1 }
        : { values, base: example, step: parts.length },
  };
}

function scatter(
  part: Float64Array,
  values: Float64Array,
  example: number,
  examples: number,
  width: number,
): void {
  for (let place = 0; place < part.length / width; place++) {
    const target = (place * examples + example) * width;
    values.set(part.subarray(place * width, (place + 1) * width), target);
  }
}

/** How many bytes the traces of an example of `shape` take, roughly. */
export function traceBytes(trace: Trace): number {
  const own = [...trace.variances, ...trace.extras].reduce(
    (sum, each) => sum + (each?.byteLength ?? 0),
    trace.example.values.byteLength,
  );
  const inside = trace.branches.flat().reduce((sum, each) => sum + traceBytes(each), 0);
  return own + inside + 8 * placesOf(trace.example.shape);
}
