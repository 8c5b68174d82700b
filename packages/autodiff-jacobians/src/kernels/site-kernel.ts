import type { Engine } from "@ntkit/linalg";
import { matrix } from "@ntkit/linalg";
import type {
  LinearFactors,
  LocalFactors,
  SiteFactors,
  VectorFactors,
} from "../factors/factors.ts";
import { numbers, widened } from "../ops/series.ts";
import { rowSets } from "./form.ts";
import type { KernelForm } from "./form.ts";
import { outerProducts } from "./outer-rows.ts";
import { positionKernel } from "./position-kernel.ts";
import { gradientsOf, prefersGradients } from "./small-jacobian.ts";

/** Two sets of examples whose kernel is asked for; without `right` the left ones with themselves. */
export interface Pair<S extends SiteFactors = SiteFactors> {
  readonly left: S;
  readonly right: S | undefined;
  /** Examples left and right. */
  readonly n: number;
  readonly m: number;
  /** Q. */
  readonly outputs: number;
  readonly form: KernelForm;
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
    case "vector":
      return addVectors(pair as Pair<VectorFactors>, sums);
    case "local":
      return addLocal(pair as Pair<LocalFactors>, sums);
    case "embedding":
      return positionKernel(pair as Pair<typeof left>, sums);
    case "linear": {
      const linear = pair as Pair<typeof left>;
      if (left.positions === 1) return addDense(linear, sums);
      if (!prefersGradients(linear)) return positionKernel(linear, sums);
      return addVectors(await gradientsOf(linear), sums);
    }
  }
}

async function addVectors(pair: Pair<VectorFactors>, sums: readonly Float64Array[]): Promise<void> {
  const { left, right } = pair;
  await addProducts(pair, sums, undefined, [left.gradients, right?.gradients, left.entries]);
}

/** {@link addLayer}, where cotangents are known as products of less from the less. */
async function addDense(pair: Pair<LinearFactors>, sums: readonly Float64Array[]): Promise<void> {
  const { left, right, form, engine, signal } = pair;
  const known = left.outer !== undefined && (right === undefined || right.outer !== undefined);
  if (form !== "trace" || !known) return addLayer(pair, sums);
  const inner = await scaledInner(pair);
  const outers = { ...pair, left: left.outer, right: right?.outer };
  const products = await outerProducts(outers, engine, signal);
  addHadamard(sums[0]!, products, inner, { ...pair, groups: 1 });
}

/** One position: (A Aᵀ) ∘ (B Bᵀ). */
async function addLayer(
  pair: Pair<LocalFactors | LinearFactors>,
  sums: readonly Float64Array[],
): Promise<void> {
  const { left, right } = pair;
  await addProducts(pair, sums, await scaledInner(pair), [left.b, right?.b, left.units]);
}

/** scale² A Aᵀ, [N, M]. */
async function scaledInner({
  left,
  right,
  n,
  m,
  engine,
  signal,
}: Pair<LocalFactors | LinearFactors>): Promise<Float64Array> {
  const a = matrix(n, left.inputs, widened(left.a));
  const b = right && matrix(m, right.inputs, widened(right.a));
  const inner = (await engine.gram(a, b, { signal })).data;
  const factor = left.scale * (right ?? left).scale;
  for (let i = 0; i < inner.length; i++) inner[i]! *= factor;
  return inner;
}

/** Derivatives left and right, and their width. */
type Rows = readonly [SiteNumbers, SiteNumbers | undefined, number];
type SiteNumbers = VectorFactors["gradients"];

/** Adds `inner` ∘ (rows rowsᵀ), with `inner` [N, M] the same for all groups, or ones. */
async function addProducts(
  { n, m, outputs, form, engine, signal }: Pair,
  sums: readonly Float64Array[],
  inner: Float64Array | undefined,
  [mine, theirs, units]: Rows,
): Promise<void> {
  const { sets, groups, width } = rowSets(mine, outputs, units, form);
  const others = theirs && rowSets(theirs, outputs, units, form).sets;
  for (const [k, set] of sets.entries()) {
    const other = others && matrix(groups * m, width, others[k]);
    const products = await engine.gram(matrix(groups * n, width, set), other, { signal });
    addHadamard(sums[k]!, products.data, inner, { n, m, groups });
  }
}

function addHadamard(
  sum: Float64Array,
  products: Float64Array,
  inner: Float64Array | undefined,
  { n, m, groups }: { readonly n: number; readonly m: number; readonly groups: number },
): void {
  if (inner === undefined) {
    for (let i = 0; i < sum.length; i++) sum[i]! += products[i]!;
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

/** Weights of their own at every position: the sum of the positions' kernels. */
async function addLocal(pair: Pair<LocalFactors>, sums: readonly Float64Array[]): Promise<void> {
  for (let s = 0; s < pair.left.positions; s++) {
    const at = (site: LocalFactors): LocalFactors => ({
      ...site,
      positions: 1,
      a: atPosition(site.a, s, site.positions, site.inputs),
      b: atPosition(site.b, s, site.positions, site.units),
    });
    const right = pair.right && at(pair.right);
    await addLayer({ ...pair, left: at(pair.left), right }, sums);
  }
}

/** Position `s` of [.., positions, width]. */
function atPosition(x: SiteNumbers, s: number, positions: number, width: number): Float64Array {
  const rows = x.length / (positions * width);
  const result = numbers(rows * width);
  for (let row = 0; row < rows; row++) {
    const from = (row * positions + s) * width;
    result.set(x.subarray(from, from + width), row * width);
  }
  return result;
}
