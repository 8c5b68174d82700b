import { plainEngine } from "@ntkit/linalg";
import type { EngineOptions } from "@ntkit/linalg";
import type { Factors, SiteFactors } from "../factors/factors.ts";
import type { KernelForm } from "./form.ts";
import { addSiteKernel } from "./site-kernel.ts";

/** Which sum a parameter's part belongs to. */
export type KeyOf = (site: SiteFactors) => string;

/**
 * Sums of the parameters' kernels, by key: one array [G N, G M] for each set of rows of the form.
 *
 * @param right - without it the left examples with themselves
 */
export async function pairKernel(
  left: Factors,
  right: Factors | undefined,
  form: KernelForm,
  keyOf: KeyOf,
  { engine = plainEngine, signal }: EngineOptions,
): Promise<Map<string, Float64Array[]>> {
  const [n, m, outputs] = [left.examples, (right ?? left).examples, left.outputs];
  checkSites(left, right);
  const groups = form === "full" ? outputs : 1;
  const byKey = new Map<string, Float64Array[]>();
  for (const [k, site] of left.sites.entries()) {
    const key = keyOf(site);
    const sums =
      byKey.get(key) ?? emptySums(form === "diagonal" ? outputs : 1, groups ** 2 * n * m);
    byKey.set(key, sums);
    const pair = { left: site, right: right?.sites[k], n, m, outputs, form, engine, signal };
    await addSiteKernel(pair, sums);
  }
  return byKey;
}

function emptySums(sets: number, length: number): Float64Array[] {
  return Array.from({ length: sets }, () => new Float64Array(length));
}

function checkSites(left: Factors, right: Factors | undefined): void {
  if (right === undefined) return;
  const names = ({ sites }: Factors): string => sites.map(({ name }) => name).join(", ");
  if (names(left) === names(right) && left.outputs === right.outputs) return;
  throw new RangeError(
    `kernel: both factors must be of one network and have equally many outputs, got ${left.outputs} outputs of ${names(left)} and ${right.outputs} of ${names(right)}`,
  );
}
