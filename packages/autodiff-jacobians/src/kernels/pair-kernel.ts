import { plainEngine } from "@ntkit/linalg";
import type { EngineOptions } from "@ntkit/linalg";
import type { Factors, SiteFactors } from "../factors/factors.ts";
import type { KernelForm } from "./form.ts";
import type { Pair } from "./site-kernel.ts";
import { MOST_NUMBERS } from "./small-jacobian.ts";
import { siteRows } from "./site-rows.ts";
import { sumOfSites } from "./sum-of-sites.ts";
import type { SumsByKey } from "./sum-of-sites.ts";

/**
 * Sums of the parameters' kernels, by key: one array [G N, G M] for each set of rows of the form. Rows
 * are there for one parameter at a time.
 *
 * @param right - without it the left examples with themselves
 */
export async function pairKernel(
  left: Factors,
  right: Factors | undefined,
  form: KernelForm,
  call: EngineOptions,
): Promise<SumsByKey> {
  const sizes = { form, n: left.examples, m: (right ?? left).examples, outputs: left.outputs };
  checkSites(left, right);
  return sumOfSites(pairsOf(left, right, form, call), sizes, undefined);
}

async function* pairsOf(
  left: Factors,
  right: Factors | undefined,
  form: KernelForm,
  { engine = plainEngine, signal }: EngineOptions,
): AsyncGenerator<Pair> {
  const [n, m, outputs] = [left.examples, (right ?? left).examples, left.outputs];
  for (const [k, site] of left.sites.entries()) {
    const other = right?.sites[k];
    const outer =
      right === undefined ? "rows" : hasOuter(site) && hasOuter(other) ? "keep" : "none";
    const options = {
      form,
      outputs,
      sides: [n, m],
      outer,
      most: MOST_NUMBERS,
      engine,
      signal,
    } as const;
    const mine = await siteRows(site, n, options);
    const theirs = other && (await siteRows(other, m, options));
    yield { left: mine, right: theirs, n, m, outputs, engine, signal };
  }
}

function hasOuter(site: SiteFactors | undefined): boolean {
  return site?.kind === "linear" && site.outer !== undefined;
}

function checkSites(left: Factors, right: Factors | undefined): void {
  if (right === undefined) return;
  const names = ({ sites }: Factors): string => sites.map(({ name }) => name).join(", ");
  if (names(left) === names(right) && left.outputs === right.outputs) return;
  throw new RangeError(
    `kernel: both factors must be of one network and have equally many outputs, got ${left.outputs} outputs of ${names(left)} and ${right.outputs} of ${names(right)}`,
  );
}
