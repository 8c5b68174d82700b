import type { Numbers, Series } from "../ops/series.ts";
import type { Parameters } from "./parameters.ts";

/**
 * Parameters where the threads of an engine can read them, copied when they are first needed.
 *
 * @param allocate - numbers of the precision that is asked for
 */
export function parametersInPlace(
  parameters: Parameters,
  allocate: (length: number) => Numbers,
): (name: string) => Series {
  const copies = new Map<string, Series>();
  return (name) => {
    const found = copies.get(name);
    if (found !== undefined) return found;
    const copy = copied(parameters[name]!.data, allocate);
    copies.set(name, [copy]);
    return [copy];
  };
}

/** `x` in the numbers of `allocate`. */
export function copied(x: Numbers, allocate: (length: number) => Numbers): Numbers {
  const copy = allocate(x.length);
  copy.set(x);
  return copy;
}
