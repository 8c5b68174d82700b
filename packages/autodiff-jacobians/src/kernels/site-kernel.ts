import type { Engine } from "@ntkit/linalg";
import { matrix } from "@ntkit/linalg";
import type { RowSets } from "./form.ts";
import { outerProducts } from "./outer-rows.ts";
import { positionKernel } from "./position-kernel.ts";
import type { InputRows, LayerRows, OuterRows, PlainRows, SiteRows } from "./site-rows.ts";

/** Two sets of examples whose kernel is asked for; without `right` the left ones with themselves. */
export interface Pair<Rows extends SiteRows = SiteRows> {
  readonly left: Rows;
  readonly right: Rows | undefined;
  /** Examples left and right. */
  readonly n: number;
  readonly m: number;
  /** Q. */
  readonly outputs: number;
  readonly engine: Engine;
  readonly signal: AbortSignal | undefined;
}

/**
 * Adds one parameter's part of the kernel to `sums`, of which there is one array [G N, G M] for each
 * set of rows of the form.
 */
export async function addSiteKernel(pair: Pair, sums: readonly Float64Array[]): Promise<void> {
  const { left, right } = pair;
  if (right !== undefined && right.kind !== left.kind) {
    throw new RangeError(
      `kernel: ${left.name} must be of one kind on both sides, got ${left.kind} and ${right.kind}`,
    );
  }
  switch (left.kind) {
    case "plain":
      return addPlain(pair as Pair<typeof left>, sums);
    case "layer":
      return addLayer(pair as Pair<typeof left>, sums);
    case "outer":
      return addOuter(pair as Pair<typeof left>, sums);
    case "places":
      return positionKernel(pair as Pair<typeof left>, sums);
    case "local": {
      const others = (right as typeof left | undefined)?.layers;
      for (const [s, layer] of left.layers.entries()) {
        await addLayer({ ...pair, left: layer, right: others?.[s] }, sums);
      }
    }
  }
}

/** scale² B Bᵀ. */
async function addPlain(pair: Pair<PlainRows>, sums: readonly Float64Array[]): Promise<void> {
  await addProducts(pair, sums, pair.left.scale * (pair.right ?? pair.left).scale);
}

/** (A Aᵀ) ∘ (B Bᵀ). */
async function addLayer(pair: Pair<LayerRows>, sums: readonly Float64Array[]): Promise<void> {
  await addProducts(pair, sums, await scaledInner(pair));
}

async function addOuter(pair: Pair<OuterRows>, sums: readonly Float64Array[]): Promise<void> {
  const { left, right = left, engine, signal } = pair;
  const inner = await scaledInner(pair);
  const outers = { ...pair, left: left.outer, right: right.outer };
  const products = await outerProducts(outers, engine, signal);
  addHadamard(sums[0]!, products, inner, { ...pair, groups: 1 });
}

/** scale² A Aᵀ, [N, M]. */
async function scaledInner({
  left,
  right,
  n,
  m,
  engine,
  signal,
}: Pair<LayerRows | OuterRows>): Promise<Float64Array> {
  const rows = ({ a, inputs }: InputRows, count: number) => matrix(count, inputs, a);
  const inner = (await engine.gram(rows(left, n), right && rows(right, m), { signal })).data;
  const factor = left.scale * (right ?? left).scale;
  for (let i = 0; i < inner.length; i++) inner[i]! *= factor;
  return inner;
}

/** Adds `inner` ∘ (rows rowsᵀ), with `inner` [N, M] the same for all groups, or one number. */
async function addProducts(
  { left, right, n, m, engine, signal }: Pair<SiteRows & { readonly rows: RowSets }>,
  sums: readonly Float64Array[],
  inner: Float64Array | number,
): Promise<void> {
  const { sets, groups, width } = left.rows;
  for (const [k, set] of sets.entries()) {
    const other = right && matrix(groups * m, width, right.rows.sets[k]);
    const products = await engine.gram(matrix(groups * n, width, set), other, { signal });
    addHadamard(sums[k]!, products.data, inner, { n, m, groups });
  }
}

function addHadamard(
  sum: Float64Array,
  products: Float64Array,
  inner: Float64Array | number,
  { n, m, groups }: { readonly n: number; readonly m: number; readonly groups: number },
): void {
  if (typeof inner === "number") {
    for (let i = 0; i < sum.length; i++) sum[i]! += inner * products[i]!;
    return;
  }
  for (let row = 0; row < groups * n; row++) {
    const from = (row % n) * m;
    for (let h = 0; h < groups; h++) {
      const to = (row * groups + h) * m;
      for (let j = 0; j < m; j++) sum[to + j]! += products[to + j]! * inner[from + j]!;
    }
  }
}
