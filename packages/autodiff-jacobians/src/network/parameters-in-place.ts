import type { Run } from "../ops/op.ts";
import { multiplied } from "../ops/series.ts";
import type { Numbers, Series } from "../ops/series.ts";
import type { ParameterSpec } from "../plan/plan.ts";
import type { Parameters } from "./parameters.ts";

/** A run's parameters, as they are and times the factors in front of them. */
export type ParameterSeries = Pick<Run, "parameter" | "scaled">;

/**
 * Parameters where the threads of an engine can read them, copied when they are first needed.
 *
 * @param allocate - numbers of the precision that is asked for
 */
export function parametersInPlace(
  parameters: Parameters,
  specs: readonly ParameterSpec[],
  allocate: (length: number) => Numbers,
): ParameterSeries {
  const scales = new Map(specs.map(({ name, scale }) => [name, scale]));
  return {
    parameter: once((name) => copied(parameters[name]!.data, allocate)),
    scaled: once((name) => {
      const { data } = parameters[name]!;
      return multiplied(data, scales.get(name)!, allocate(data.length));
    }),
  };
}

function once(make: (name: string) => Numbers): (name: string) => Series {
  const made = new Map<string, Series>();
  return (name) => {
    const series = made.get(name) ?? [make(name)];
    made.set(name, series);
    return series;
  };
}

/** `x` in the numbers of `allocate`. */
export function copied(x: Numbers, allocate: (length: number) => Numbers): Numbers {
  const copy = allocate(x.length);
  copy.set(x);
  return copy;
}
