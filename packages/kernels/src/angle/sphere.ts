import { gaussLegendre } from "@ntkit/linalg";

/** How many linearly independent spherical harmonics of degree k there are on the sphere in p dimensions. */
export function harmonicCount(dimension: number, degree: number): number {
  if (degree === 0) return 1;
  let binomial = 1;
  for (let i = 1; i <= dimension - 2; i++) binomial *= (degree + i - 1) / i;
  return ((2 * degree + dimension - 2) / degree) * binomial;
}

const { nodes, weights } = gaussLegendre(16);
const MOST_PANELS = 1024;

/**
 * ∫ f P_k dw for k < count: P_k Gegenbauer's polynomial in p dimensions with P_k(1) = 1, w the law of
 * the cosine between two points that are uniform on the sphere. Panels of 16 Gauss–Legendre nodes in
 * the angle, doubled until nothing changes by more than 1e-15 of the largest |f|.
 *
 * @param f - of the sine of half the angle (see `angleFunctions`)
 */
export function gegenbauerMeans(
  f: (u: Float64Array) => Float64Array,
  dimension: number,
  count: number,
): Float64Array {
  let before = means(f, dimension, count, 8);
  for (let panels = 16; panels <= MOST_PANELS; panels *= 2) {
    const now = means(f, dimension, count, panels);
    const change = now.values.reduce(
      (most, value, k) => Math.max(most, Math.abs(value - before.values[k]!)),
      0,
    );
    before = now;
    if (change <= 1e-15 * now.largest) break;
  }
  return before.values;
}

function means(
  f: (u: Float64Array) => Float64Array,
  dimension: number,
  count: number,
  panels: number,
): { readonly values: Float64Array; readonly largest: number } {
  const angles = new Float64Array(panels * nodes.length).map((_, i) => {
    const panel = Math.floor(i / nodes.length);
    return (Math.PI / panels) * (panel + (nodes[i % nodes.length]! + 1) / 2);
  });
  const found = f(
    angles.map((angle) =>
      angle <= Math.PI / 2 ? Math.sin(angle / 2) : -Math.sin((Math.PI - angle) / 2),
    ),
  );
  const values = new Float64Array(count);
  let [total, largest] = [0, 0];
  angles.forEach((angle, i) => {
    const weight = weights[i % nodes.length]! * Math.sin(angle) ** (dimension - 2);
    total += weight;
    largest = Math.max(largest, Math.abs(found[i]!));
    const t = Math.cos(angle);
    let [previous, now] = [0, 1];
    for (let k = 0; k < count; k++) {
      values[k]! += weight * found[i]! * now;
      const next =
        k === 0 ? t : ((2 * k + dimension - 2) * t * now - k * previous) / (k + dimension - 2);
      [previous, now] = [now, next];
    }
  });
  return { values: values.map((value) => value / total), largest };
}
