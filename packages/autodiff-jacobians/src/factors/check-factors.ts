import { ShapeError } from "@ntkit/linalg";
import type { Factors, SiteFactors } from "./factors.ts";

/**
 * Nothing, when every array of `factors` has the length that its sizes ask for: the check for an
 * engine that fills {@link Factors} itself.
 *
 * @throws {@link !ShapeError} with the name of the parameter
 */
export function checkFactors({ examples, outputs, values, sites }: Factors): void {
  if (values.rows !== examples) {
    throw new ShapeError(
      `checkFactors: values must have ${examples} rows (examples), got ${values.rows}×${values.cols}`,
    );
  }
  for (const site of sites) {
    for (const [part, length, sizes] of lengths(site, examples, outputs)) {
      const expected = sizes.reduce((product, size) => product * size, 1);
      if (length === expected) continue;
      throw new ShapeError(
        `checkFactors: ${part} of ${site.name} must have ${expected} numbers [${sizes.join(", ")}], got ${length}`,
      );
    }
  }
}

/** Name, length and asked-for shape of each array of a site. */
function lengths(site: SiteFactors, n: number, q: number): [string, number, number[]][] {
  if (site.kind === "vector") {
    return [["gradients", site.gradients.length, [q, n, site.entries]]];
  }
  const { positions, units } = site;
  const b: [string, number, number[]] = ["b", site.b.length, [q, n, positions, units]];
  return site.kind === "embedding"
    ? [["ids", site.ids.length, [n, positions]], b]
    : [["a", site.a.length, [n, positions, site.inputs]], b];
}
