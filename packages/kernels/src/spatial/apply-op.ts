import type { BoundRule } from "../rule.ts";
import { applyAttention } from "./apply-attention.ts";
import { applyMaps } from "./apply-maps.ts";
import {
  applyDropout,
  applyMasks,
  deriveGeometry,
  normalize,
  separate,
} from "./apply-pointwise.ts";
import { applyRule } from "./apply-rule.ts";
import { applyTrace } from "./apply-trace.ts";
import { applyWindow } from "./apply-window.ts";
import type { AxisMap } from "./axis-map.ts";
import { axisMap, axisMaps } from "./axis-map.ts";
import type { Edges, Example } from "./example.ts";
import type { Field } from "./field.ts";
import { createField, placesOf } from "./field.ts";
import type { Side } from "./side.ts";
import { countedPlaces } from "./side.ts";
import type { ForkOp, SpatialOp } from "./spatial-op.ts";
import type { Variances } from "./variances.ts";

/** An op that is no fork. */
export type PlainOp = Exclude<SpatialOp, ForkOp>;

/** What an op has to know about the two examples. */
export interface OpContext {
  readonly left: Side;
  readonly right: Side;
  /** The same after the op; without `variances` where these come from the field itself. */
  readonly leftAfter: Pick<Side, "shape" | "mask"> & { readonly variances: Variances | null };
  readonly rightAfter: Pick<Side, "shape" | "mask"> & { readonly variances: Variances | null };
  /** Variances averaged for a layer normalisation. */
  readonly leftMeans: Variances | null;
  readonly rightMeans: Variances | null;
  /** The rule of this op with the variances of both sides. */
  readonly rule: BoundRule | null;
  /** The lane whose second example is the first one; -1 when they differ. */
  readonly sameLane: number;
  /** Whether Θ is wanted. */
  readonly tangent: boolean;
  /** Whether all pairs of places are wanted afterwards. */
  readonly full: boolean;
  /** Whether anything but the covariance and Θ is wanted afterwards. */
  readonly geometry: boolean;
}

/** The field after an op; the field before may be overwritten. */
export function applyOp(op: PlainOp, field: Field, context: OpContext): Field {
  const after = moments(op, field, context);
  applyMasks(
    after,
    { ...context.left, mask: context.leftAfter.mask },
    { ...context.right, mask: context.rightAfter.mask },
  );
  return after;
}

function moments(op: PlainOp, field: Field, context: OpContext): Field {
  const { left, right } = context;
  switch (op.type) {
    case "rule":
    case "embedding":
      applyRule(field, context.rule!, left.variances, right.variances, context.tangent);
      return field;
    case "window":
      return applyWindow(
        field,
        op,
        op.transposed,
        left.variances,
        right.variances,
        context.geometry,
      );
    case "separate":
      return separate(field, left.variances, right.variances, context.full);
    case "trace":
      return applyTrace(field, left.variances, right.variances, [
        1 / divisorOf(op.divisor, left),
        1 / divisorOf(op.divisor, right),
      ]);
    case "normalize":
      normalize(field, op.epsilon, right.variances, context.leftMeans!, context.rightMeans!);
      return field;
    case "dropout":
      applyDropout(field, op.keepRate, left.variances, right.variances, context.sameLane);
      return field;
    case "attention": {
      const after = applyAttention(op, field, left, right);
      return derived({ ...field, ...after }, context);
    }
    case "index":
      if (field.diagonal) return indexDiagonal(op, field, context);
      return mapped(axisMaps(op, left.shape), axisMaps(op, right.shape), field, context);
    case "aggregate":
      return mapped(graphMaps(op.axis, left), graphMaps(op.axis, right), field, context);
    case "globalPool":
      return mapped(poolMaps(op.mean, left), poolMaps(op.mean, right), collapse(field), context);
    default:
      return mapped(axisMaps(op, left.shape), axisMaps(op, right.shape), field, context);
  }
}

/** The variance is divided by this, n or n². */
function divisorOf(divisor: "places" | "pairs" | "none", side: Side): number {
  if (divisor === "none") return 1;
  return divisor === "places" ? placesOf(side.shape) : countedPlaces(side) ** 2;
}

function mapped(
  maps1: readonly (AxisMap | null)[],
  maps2: readonly (AxisMap | null)[],
  { shape1, shape2, cov, ntk }: Field,
  context: OpContext,
): Field {
  const { leftAfter, rightAfter } = context;
  const result = createField(leftAfter.shape, rightAfter.shape, false);
  result.cov.set(applyMaps(cov, shape1, shape2, maps1, maps2));
  if (context.tangent) result.ntk.set(applyMaps(ntk, shape1, shape2, maps1, maps2));
  return derived(result, context);
}

/** The field with geometry from its covariances: all that is known after places have been mixed. */
function derived(field: Field, { leftAfter, rightAfter, geometry }: OpContext): Field {
  if (!geometry) return field;
  const left = leftAfter.variances ?? ownVariances(field);
  deriveGeometry(field, left, rightAfter.variances ?? left);
  return field;
}

/** The variances of an example whose field with itself is given. */
export function ownVariances(field: Field): Variances {
  const places = placesOf(field.shape1);
  const step = field.diagonal ? 1 : places + 1;
  const values = Float64Array.from({ length: places }, (_, p) => Math.max(field.cov[p * step]!, 0));
  return { values, base: 0, step: 1 };
}

function indexDiagonal(
  op: Extract<SpatialOp, { type: "index" }>,
  field: Field,
  { leftAfter, rightAfter }: OpContext,
): Field {
  const maps = [...axisMaps(op, field.shape1), null];
  const result = createField(leftAfter.shape, rightAfter.shape, true, field.lanes);
  for (const name of ["cov", "apart", "together", "diff", "ntk"] as const) {
    result[name].set(applyMaps(field[name], [...field.shape1, field.lanes], [], maps, []));
  }
  return result;
}

/** A field whose axes are one on either side, so that masks are rows of one map. */
function collapse(field: Field): Field {
  return { ...field, shape1: [placesOf(field.shape1)], shape2: [placesOf(field.shape2)] };
}

function poolMaps(mean: boolean, side: Side): AxisMap[] {
  const places = placesOf(side.shape);
  const weight = mean ? 1 / countedPlaces(side) : 1;
  return [axisMap(places, [Array.from({ length: places }, (_, p) => [p, weight] as const)])];
}

/** Sums over predecessors along one axis; vertices that were cut off have no edges. */
function graphMaps(axis: number, { shape, example }: Side): (AxisMap | null)[] {
  const size = shape[axis - 1]!;
  const rows = Array.from({ length: size }, (): [number, number][] => []);
  const { from, to, weights }: Edges = example.edges!;
  for (let n = 0; n < to.length; n++) {
    const [u, v] = [from[n]!, to[n]!];
    if (u < 0 || v < 0) continue;
    if (example.whole && (u >= size || v >= size)) throw notAVertex(Math.max(u, v), size, example);
    if (u < size) rows[v]?.push([u, weights?.[n] ?? 1]);
  }
  return shape.map((_, i) => (i === axis - 1 ? axisMap(size, rows) : null));
}

function notAVertex(vertex: number, size: number, { index }: Example): RangeError {
  return new RangeError(
    `kernel: edges must join vertices below ${size}, got ${vertex} in the pattern of row ${index}`,
  );
}
