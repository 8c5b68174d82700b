import type { Matrix } from "@ntkit/linalg";
import { freshRows } from "../row-store.ts";
import { matrix } from "@ntkit/linalg";
import type { RowVariances } from "../rule.ts";
import { ownAttention } from "./apply-attention.ts";
import type { OpContext, PlainOp } from "./apply-op.ts";
import { applyOp, ownVariances } from "./apply-op.ts";
import { applyRule } from "./apply-rule.ts";
import type { Example } from "./example.ts";
import type { Field } from "./field.ts";
import { copyField, createField, narrowField, placesOf } from "./field.ts";
import { embeddingRule, inputRule } from "./input-rules.ts";
import { meanVariances } from "./mean-variances.ts";
import { mergeFields } from "./merge-fields.ts";
import type { Need } from "./needs.ts";
import { needsOf } from "./needs.ts";
import { nextPlace, type Place } from "./next-place.ts";
import type { Side } from "./side.ts";
import type { ForkOp, SpatialOp } from "./spatial-op.ts";
import type { Variances } from "./variances.ts";

/** What an example is by itself on its way through the ops. */
export interface Trace {
  readonly example: Example;
  /** Before each op, and at the end. */
  readonly places: readonly Place[];
  /** Variances of places there; zeros where nothing needs them. */
  readonly variances: readonly Float64Array[];
  /** For each op: weights of attention, mean variances of a normalisation, or null. */
  readonly extras: readonly (Float64Array | null)[];
  /** For each op: what happens in the branches of a fork. */
  readonly branches: readonly (readonly Trace[])[];
}

/** Follows one example alone, with as much of its own covariance as is needed. */
export function traceExample(
  ops: readonly SpatialOp[],
  needs: readonly Need[],
  example: Example,
  uniform: boolean,
): Trace {
  const rows = valuesOf(example);
  const full = needs[0]!.own === "full";
  const field = createField(example.shape, example.shape, !full);
  const q = inputVariancesOf(rows);
  const side = wholeSide(q);
  applyRule(field, inputRule(rows, rows, { left: q, right: q }), side, side, false);
  return traceOps(ops, needs, { example, place: example, field, variances: q }, uniform).trace;
}

/** Values of an example [places, channels]. */
export function valuesOf({ shape, channels, values }: Example): Matrix {
  return matrix(placesOf(shape), channels, values);
}

/** The mean square over channels of each place. */
export function inputVariancesOf({ rows, cols, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let j = 0; j < cols; j++) sum += data[i * cols + j]! ** 2;
    return sum / cols;
  });
}

interface Start {
  readonly example: Example;
  readonly place: Place;
  readonly field: Field;
  readonly variances: Float64Array;
}

function traceOps(
  ops: readonly SpatialOp[],
  needs: readonly Need[],
  start: Start,
  uniform: boolean,
): { trace: Trace; field: Field } {
  const places = [start.place];
  const variances = [start.variances];
  const extras: (Float64Array | null)[] = [];
  const branches: Trace[][] = [];
  let { field } = start;
  ops.forEach((op, i) => {
    const place = places[i]!;
    const after = nextPlace(op, place);
    const wanted = needs[i + 1]!.own;
    if (needs[i]!.own !== "full") field = narrowField(field);
    const here = { example: start.example, place, field, variances: variances[i]! };
    const inside = op.type === "fork" ? traceFork(op, needs[i + 1]!, here, uniform) : null;
    extras.push(extraOf(op, needs[i]!, here));
    branches.push(inside?.traces ?? []);
    places.push(after);
    if (wanted === "none") {
      variances.push(new Float64Array(placesOf(after.shape)));
    } else if (inside !== null) {
      field = inside.field;
      variances.push(ownVariances(field).values);
    } else {
      const step = traceOp(op as PlainOp, here, after, extras[i]!, wanted === "full");
      field = step.field;
      variances.push(step.variances);
    }
  });
  return { trace: { example: start.example, places, variances, extras, branches }, field };
}

function extraOf(
  op: SpatialOp,
  need: Need,
  { place, field, variances }: Start,
): Float64Array | null {
  if (need.own === "none") return null;
  if (op.type === "attention") return ownAttention(op, field, place);
  if (op.type !== "normalize") return null;
  return meanVariances(variances, place.shape, op.axes, place.mask);
}

function traceOp(
  op: PlainOp,
  { example, place, field, variances }: Start,
  after: Place,
  extra: Float64Array | null,
  full: boolean,
): { field: Field; variances: Float64Array } {
  const q: RowVariances = { left: variances, right: variances };
  const rows = valuesOf(example);
  const rule =
    op.type === "rule"
      ? op.rule.bind(q, freshRows)
      : op.type === "embedding"
        ? embeddingRule(op.node, rows, rows)
        : null;
  const side: Side = { ...place, example, variances: wholeSide(variances), attention: extra };
  const means = extra === null ? null : wholeSide(extra);
  const context: OpContext = {
    left: side,
    right: side,
    leftAfter: { ...after, variances: null },
    rightAfter: { ...after, variances: null },
    leftMeans: means,
    rightMeans: means,
    rule,
    sameLane: 0,
    tangent: false,
    full,
    geometry: true,
  };
  const input =
    op.type === "embedding" && full ? createField(place.shape, place.shape, false) : field;
  const result = applyOp(op, input, context);
  if (rule === null || after.mask !== null) {
    return { field: result, variances: ownVariances(result).values };
  }
  return { field: result, variances: rule.rows.left };
}

function traceFork(
  op: ForkOp,
  need: Need,
  start: Start,
  uniform: boolean,
): { traces: Trace[]; field: Field } {
  const ends = op.branches.map((branch) =>
    traceOps(
      branch,
      needsOf(branch, need, uniform),
      { ...start, field: copyField(start.field) },
      uniform,
    ),
  );
  if (need.own === "none") return { traces: ends.map(({ trace }) => trace), field: start.field };
  const field = mergeFields(
    op,
    ends.map(({ trace, field: end }) => {
      const side = wholeSide(trace.variances.at(-1)!);
      return { field: need.own === "full" ? end : narrowField(end), left: side, right: side };
    }),
  );
  return { traces: ends.map(({ trace }) => trace), field };
}

function wholeSide(values: Float64Array): Variances {
  return { values, base: 0, step: 1 };
}
