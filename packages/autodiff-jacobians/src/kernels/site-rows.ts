import type { Engine } from "@ntkit/linalg";
import type {
  EmbeddingFactors,
  FactorNumbers,
  LinearFactors,
  LocalFactors,
  OuterFactors,
  SiteFactors,
  SiteName,
} from "../factors/factors.ts";
import { lastingNumbers, widened } from "../ops/series.ts";
import { rowSets } from "./form.ts";
import type { KernelForm, RowSets } from "./form.ts";
import { outerRows } from "./outer-rows.ts";
import { gradientRows, prefersGradients, writtenOut } from "./small-jacobian.ts";

/** Forward inputs [N S, inputs] in float64, with the factor of the weights that they meet. */
export interface InputRows {
  readonly a: Float64Array;
  readonly inputs: number;
  readonly scale: number;
}

/** Derivatives with respect to the parameter itself: the kernel is their inner products. */
export interface PlainRows extends SiteName {
  readonly kind: "plain";
  /** Of all rows. */
  readonly scale: number;
  readonly rows: RowSets;
}

/** A layer that every example enters once: inner products of inputs times those of cotangents. */
export interface LayerRows extends SiteName, InputRows {
  readonly kind: "layer";
  readonly rows: RowSets;
}

/** The same with cotangents that are products of few numbers. */
export interface OuterRows extends SiteName, InputRows {
  readonly kind: "outer";
  readonly outer: OuterFactors;
}

/** A layer used at S positions, by inner products of all pairs of them. */
export interface PlaceRows extends SiteName {
  readonly kind: "places";
  readonly positions: number;
  /** S rows for each example and group. */
  readonly rows: RowSets;
  /** What enters at each position, or which row of a table. */
  readonly entering: InputRows | { readonly ids: Int32Array; readonly scale: number };
}

/** A layer with weights of their own at every position: one layer for each. */
interface LocalRows extends SiteName {
  readonly kind: "local";
  readonly layers: readonly LayerRows[];
}

/** One parameter's derivatives at some examples, as the kernel of a form multiplies them. */
export type SiteRows = PlainRows | LayerRows | OuterRows | PlaceRows | LocalRows;

/** Which kernel rows are for. */
export interface RowsOptions {
  readonly form: KernelForm;
  /** Q. */
  readonly outputs: number;
  /** Examples on both sides of the kernel, of which these rows may be a part. */
  readonly sides: readonly [number, number];
  /** Numbers that gradients of both sides may be at most; infinite where tiles are sized for them. */
  readonly most: number;
  /**
   * What to do with cotangents that are products of few numbers: nothing where they are not so on the
   * other side; otherwise keep them, or take rows of them where the other side has the same outputs.
   */
  readonly outer: "none" | "keep" | "rows";
  readonly engine: Engine;
  readonly signal: AbortSignal | undefined;
}

/** The rows of a parameter at `examples` examples. */
export async function siteRows(
  site: SiteFactors,
  examples: number,
  options: RowsOptions,
): Promise<SiteRows> {
  const { name, layer, parameter } = site;
  const named = { name, layer, parameter };
  const setsOf = (b: FactorNumbers, width: number) =>
    rowSets(b, options.outputs, width, options.form);
  switch (site.kind) {
    case "vector":
      return { ...named, kind: "plain", scale: 1, rows: setsOf(site.gradients, site.entries) };
    case "local":
      return { ...named, kind: "local", layers: layersOf(site, named, setsOf) };
    case "embedding":
      return placeRows(site, named, setsOf);
    case "linear": {
      if (site.positions === 1) {
        return denseRows(site, named, examples, options, setsOf);
      }
      if (!prefersGradients(site, options)) return placeRows(site, named, setsOf);
      if (options.form === "trace") {
        const rows = await gradientRows(site, examples, options);
        return { ...named, kind: "plain", scale: site.scale, rows: oneSet(rows, examples) };
      }
      const { gradients, entries } = await writtenOut(site, examples, options);
      return { ...named, kind: "plain", scale: 1, rows: setsOf(gradients, entries) };
    }
  }
}

function denseRows(
  site: LinearFactors,
  named: SiteName,
  examples: number,
  { form, outer: how, outputs }: RowsOptions,
  setsOf: SetsOf,
): LayerRows | OuterRows {
  const { outer, b, units } = site;
  const inputs = { ...named, ...inputRows(site) };
  if (form !== "trace" || outer === undefined || how === "none") {
    return { ...inputs, kind: "layer", rows: setsOf(b, units) };
  }
  if (how === "keep") return { ...inputs, kind: "outer", outer };
  const { data } = outerRows(outer, outputs, examples);
  return { ...inputs, kind: "layer", rows: oneSet(data, examples) };
}

/** Rows of all outputs side by side. */
function oneSet(rows: Float64Array, examples: number): RowSets {
  return { sets: [rows], groups: 1, width: rows.length / examples };
}

type SetsOf = (b: FactorNumbers, width: number) => RowSets;

function inputRows({ a, inputs, scale }: LinearFactors): InputRows {
  return { a: widened(a), inputs, scale };
}

function placeRows(
  site: LinearFactors | EmbeddingFactors,
  named: SiteName,
  setsOf: SetsOf,
): PlaceRows {
  const { positions, units, b } = site;
  const entering = site.kind === "linear" ? inputRows(site) : { ids: site.ids, scale: site.scale };
  return { ...named, kind: "places", positions, rows: setsOf(b, units), entering };
}

function layersOf(
  { a, b, positions, inputs, units, scale }: LocalFactors,
  named: SiteName,
  setsOf: SetsOf,
): LayerRows[] {
  return Array.from({ length: positions }, (_, s) => ({
    ...named,
    kind: "layer",
    a: atPosition(a, s, positions, inputs),
    inputs,
    scale,
    rows: setsOf(atPosition(b, s, positions, units), units),
  }));
}

/** Position `s` of [.., positions, width]. */
function atPosition(x: FactorNumbers, s: number, positions: number, width: number): Float64Array {
  const rows = x.length / (positions * width);
  const result = lastingNumbers(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = (row * positions + s) * width;
    result.set(x.subarray(from, from + width), row * width);
  }
  return result;
}
