import { plainEngine } from "@ntkit/linalg";
import type { EngineOptions } from "@ntkit/linalg";
import type { Factors, SiteFactors } from "../factors/factors.ts";
import { countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import { spreadShared } from "../ops/outer.ts";
import { like, numbers32, valueOf } from "../ops/series.ts";
import type { Plan } from "../plan/plan.ts";
import { runBackward } from "../plan/run-backward.ts";
import { sharedCotangents } from "./cotangents.ts";
import type { FactorOptions } from "./factor-source.ts";
import { copied } from "./parameters-in-place.ts";
import type { ParameterSeries } from "./parameters-in-place.ts";
import { runPlan } from "./run-plan.ts";

/**
 * The factors of a plan at x.
 *
 * @param parameters - in the precision of the options
 */
export async function planFactors(
  plan: Plan,
  x: Inputs,
  parameters: ParameterSeries,
  options: FactorOptions,
): Promise<Factors> {
  const single = options.precision === "float32";
  if (single) checkEngine(options);
  const input = [single ? copied(x.data, numbers32) : x.data];
  const how = { ...options, caller: "factors", keep: true, parameters, input };
  const { run, slots, values } = await runPlan(plan, x, how);
  const { count, shared } = sharedCotangents(options.cotangents, values.cols);
  const c = like(valueOf(slots[plan.output]!), shared.length);
  c.set(shared);
  const data = spreadShared(c, count, countOf(x));
  run.outers.set(data, { shared: c, slope: undefined });
  const specs = new Map(plan.parameters.map((spec) => [spec.name, spec]));
  const sites: SiteFactors[] = [];
  await runBackward(plan, slots, data, run, (site, here, saved) => {
    const { name, layer, parameter } = specs.get(site.parameter)!;
    sites.unshift(site.factors(here, saved, run, { name, layer, parameter }));
  });
  return { examples: countOf(x), outputs: count, values, sites };
}

function checkEngine({ engine = plainEngine }: EngineOptions): void {
  if (engine.multiply32 !== undefined && engine.gram32 !== undefined) return;
  throw new RangeError(
    `factors: precision "float32" must have an engine with 32-bit products (wasmEngine, nativeEngine), got ${engine.name}`,
  );
}
