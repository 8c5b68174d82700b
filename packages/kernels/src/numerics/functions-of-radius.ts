/** Numbers of Chebyshev nodes that are tried. */
const NODES = [24, 48, 96] as const;

/** Rows per node below which the function itself is the cheaper way. */
const ROWS_PER_NODE = 2;

/** Radii between the nodes at which the interpolation is compared with the function. */
const CHECKS = 9;

/** Allowed difference, as a part of the largest value. */
const TOLERANCE = 16 * Number.EPSILON;

/**
 * A vector-valued function of many radii, shape [radii, width], of equal neighbours once. For many
 * radii it is interpolated between Chebyshev nodes on their range, where that agrees with the function
 * to 16 ulp of its largest value: functions of a row's norm are analytic in it.
 *
 * @param f - writes its values at a radius to an array of zeros, as many as that has room for
 * @param wanted - how many values a row needs; the others stay 0
 */
export function functionsOfRadius(
  radii: Float64Array,
  width: number,
  f: (radius: number, into: Float64Array) => void,
  allocate: (length: number) => Float64Array,
  wanted: (row: number) => number = () => width,
): Float64Array {
  const result = allocate(radii.length * width);
  const rowOf = (i: number): Float64Array => result.subarray(i * width, i * width + wanted(i));
  const fill = interpolant(radii, width, f) ?? f;
  for (let i = 0; i < radii.length; i++) {
    if (i > 0 && radii[i] === radii[i - 1]) rowOf(i).set(rowOf(i - 1));
    else if (wanted(i) > 0) fill(radii[i]!, rowOf(i));
  }
  return result;
}

type Fill = (radius: number, into: Float64Array) => void;

function interpolant(radii: Float64Array, width: number, f: Fill): Fill | undefined {
  let [least, most] = [Infinity, -Infinity];
  for (const radius of radii) {
    least = Math.min(least, radius);
    most = Math.max(most, radius);
  }
  if (!(least < most)) return undefined;
  for (const count of NODES) {
    if (radii.length < ROWS_PER_NODE * count) return undefined;
    const interpolate = chebyshev(least, most, count, width, f);
    if (agrees(interpolate, least, most, width, f)) return interpolate;
  }
  return undefined;
}

/** Barycentric interpolation in Chebyshev's nodes of the first kind. */
function chebyshev(least: number, most: number, count: number, width: number, f: Fill): Fill {
  const angles = Array.from({ length: count }, (_, k) => ((k + 0.5) * Math.PI) / count);
  const nodes = angles.map((angle) => (least + most + (most - least) * Math.cos(angle)) / 2);
  const weights = angles.map((angle, k) => (k % 2 === 0 ? 1 : -1) * Math.sin(angle));
  const values = nodes.map((node) => {
    const value = new Float64Array(width);
    f(node, value);
    return value;
  });
  return (radius, into) => {
    const hit = nodes.indexOf(radius);
    if (hit >= 0) {
      into.set(values[hit]!.subarray(0, into.length));
      return;
    }
    const parts = nodes.map((node, k) => weights[k]! / (radius - node));
    const total = parts.reduce((sum, part) => sum + part, 0);
    into.fill(0);
    values.forEach((value, k) => {
      const share = parts[k]! / total;
      for (let l = 0; l < into.length; l++) into[l]! += share * value[l]!;
    });
  };
}

function agrees(g: Fill, least: number, most: number, width: number, f: Fill): boolean {
  let [worst, largest] = [0, 0];
  const [found, exact] = [new Float64Array(width), new Float64Array(width)];
  for (let n = 0; n < CHECKS; n++) {
    // Multiples of the golden ratio meet no node.
    const radius = least + (most - least) * (((n + 1) * 0.6180339887498949) % 1);
    exact.fill(0);
    f(radius, exact);
    g(radius, found);
    for (let l = 0; l < width; l++) {
      worst = Math.max(worst, Math.abs(found[l]! - exact[l]!));
      largest = Math.max(largest, Math.abs(exact[l]!));
    }
  }
  return worst <= TOLERANCE * largest;
}
