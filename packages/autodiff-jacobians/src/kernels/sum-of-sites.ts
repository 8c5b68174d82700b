import type { SiteName } from "../factors/factors.ts";
import type { KernelForm } from "./form.ts";
import { addSiteKernel } from "./site-kernel.ts";
import type { Pair } from "./site-kernel.ts";

/** How a kernel is divided: by layer, by parameter, or by kind of parameter. */
export type ContributionKey = keyof SiteName;

/** For every key one array [G N, G M] for each set of rows of the form. */
export type SumsByKey = ReadonlyMap<string, Float64Array[]>;

/** The key of a kernel that is not divided. */
export const WHOLE = "";

/** The key of a parameter. */
export function keyOf(site: SiteName, key: ContributionKey | undefined): string {
  return key === undefined ? WHOLE : site[key];
}

/** Sums of the kernels of parameters, those of one key together. */
export async function sumOfSites(
  pairs: AsyncIterable<Pair> | Iterable<Pair>,
  sizes: {
    readonly form: KernelForm;
    readonly n: number;
    readonly m: number;
    readonly outputs: number;
  },
  key: ContributionKey | undefined,
): Promise<SumsByKey> {
  const byKey = new Map<string, Float64Array[]>();
  for await (const pair of pairs) {
    const name = keyOf(pair.left, key);
    const sums = byKey.get(name) ?? emptySums(sizes);
    byKey.set(name, sums);
    await addSiteKernel(pair, sums);
  }
  return byKey;
}

function emptySums({ form, n, m, outputs }: Parameters<typeof sumOfSites>[1]): Float64Array[] {
  const groups = form === "full" ? outputs : 1;
  const sets = form === "diagonal" ? outputs : 1;
  return Array.from({ length: sets }, () => new Float64Array(groups ** 2 * n * m));
}
