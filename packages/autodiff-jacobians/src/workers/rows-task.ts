import type { Engine } from "@ntkit/linalg";
import { shareNumbers } from "@ntkit/linalg/tasks";
import { examplesOf } from "../inputs.ts";
import type { RowSets } from "../kernels/form.ts";
import { siteRows } from "../kernels/site-rows.ts";
import type {
  InputRows,
  LayerRows,
  OuterRows,
  RowsOptions,
  SiteRows,
} from "../kernels/site-rows.ts";
import { planFactors } from "../network/plan-factors.ts";
import { compile } from "../plan/compile.ts";
import type { Plan } from "../plan/plan.ts";
import type { Series } from "../ops/series.ts";
import type { PieceRows } from "../kernels/pieces.ts";
import type { RowsJob } from "./jobs.ts";

interface Call {
  readonly engine: Engine;
  readonly signal: AbortSignal;
}

/** What computes the rows of a piece, and keeps the plan of the last model for the next one. */
export function rowsMaker(): (job: RowsJob, task: number, call: Call) => Promise<PieceRows> {
  let last: { readonly id: number; readonly plan: Plan } | undefined;
  return async (job, task, { engine, signal }) => {
    const { model, modelId, x, pieces, cotangents, form, sides } = job;
    const { network, inputShape, options, precision, parameters, scaled } = model;
    if (last?.id !== modelId) {
      last = { id: modelId, plan: compile(network, inputShape, options) };
    }
    const { from, to } = pieces[task]!;
    const placed = {
      parameter: (name: string): Series => [parameters[name]!],
      scaled: (name: string): Series => [scaled[name]!],
    };
    const call = { cotangents, precision, engine, signal };
    const { sites, outputs } = await planFactors(last.plan, examplesOf(x, from, to), placed, call);
    const how: RowsOptions = {
      form,
      outputs,
      sides,
      outer: "rows",
      most: Infinity,
      engine,
      signal,
    };
    const rows: SiteRows[] = [];
    for (const site of sites) {
      const own = (await siteRows(site, to - from, how)) as Exclude<SiteRows, OuterRows>;
      rows.push(inSharedMemory(own));
    }
    return { from, to, sites: rows };
  };
}

function inSharedMemory(site: Exclude<SiteRows, OuterRows>): SiteRows {
  switch (site.kind) {
    case "plain":
      return { ...site, rows: sharedSets(site.rows) };
    case "layer":
      return sharedLayer(site);
    case "local":
      return { ...site, layers: site.layers.map(sharedLayer) };
    case "places": {
      const { entering, rows } = site;
      const there = "ids" in entering ? entering : sharedInputs(entering);
      return { ...site, rows: sharedSets(rows), entering: there };
    }
  }
}

function sharedLayer(layer: LayerRows): LayerRows {
  return { ...layer, ...sharedInputs(layer), rows: sharedSets(layer.rows) };
}

function sharedInputs({ a, inputs, scale }: InputRows): InputRows {
  return { a: shareNumbers(a), inputs, scale };
}

function sharedSets({ sets, groups, width }: RowSets): RowSets {
  return { sets: sets.map((set) => shareNumbers(set)), groups, width };
}
