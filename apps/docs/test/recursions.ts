import { fromRows, type Matrix, toRows } from "@ntkit/linalg";

/** The recursions of the papers, written from their formulas and from nothing of this project's. */

/** Three inputs of three features. */
export const x: Matrix = fromRows([
  [0.3, -1.2, 0.5],
  [1.1, 0.4, -0.7],
  [-0.9, 0.2, 2.0],
]);
/** Features of an input. */
export const d: number = x.cols;

/** x·x' / divisor + shift for all pairs of rows. */
export function gramOver(divisor: number, shift = 0, inputs: Matrix = x): number[][] {
  const rows = toRows(inputs);
  return rows.map((a) =>
    rows.map((b) => a.reduce((sum, value, i) => sum + value * b[i]!, 0) / divisor + shift),
  );
}

/** E[φφ] and E[φ'φ'] of an activation for all pairs, from the covariance. */
export interface Dual {
  readonly value: number[][];
  readonly derivative: number[][];
}

export function reluDual(k: number[][]): Dual {
  const angle = (i: number, j: number): number =>
    i === j ? 0 : Math.acos(k[i]![j]! / Math.sqrt(k[i]![i]! * k[j]![j]!));
  const value = (i: number, j: number): number => {
    const t = angle(i, j);
    const scale = Math.sqrt(k[i]![i]! * k[j]![j]!) / (2 * Math.PI);
    return scale * (Math.sin(t) + (Math.PI - t) * Math.cos(t));
  };
  return {
    value: pairs(k, value),
    derivative: pairs(k, (i, j) => (Math.PI - angle(i, j)) / (2 * Math.PI)),
  };
}

export function erfDual(k: number[][]): Dual {
  const product = (i: number, j: number): number => (1 + 2 * k[i]![i]!) * (1 + 2 * k[j]![j]!);
  return {
    value: pairs(k, (i, j) => {
      return (2 / Math.PI) * Math.asin((2 * k[i]![j]!) / Math.sqrt(product(i, j)));
    }),
    derivative: pairs(k, (i, j) => {
      return 4 / (Math.PI * Math.sqrt(product(i, j) - 4 * k[i]![j]! ** 2));
    }),
  };
}

export function pairs(k: number[][], f: (i: number, j: number) => number): number[][] {
  return k.map((line, i) => line.map((_, j) => f(i, j)));
}

/** Jacot's recursion: Σ' = w² E[σσ] + β², Θ' = w² Θ E[σ'σ'] + Σ'. */
export function jacotRecursion(
  depth: number,
  weightStd: number,
  beta: number,
  dual: (k: number[][]) => Dual,
): { nngp: number[][]; ntk: number[][] } {
  let nngp = gramOver(d / weightStd ** 2, beta ** 2);
  let ntk = nngp;
  for (let layer = 0; layer < depth; layer++) {
    const { value, derivative } = dual(nngp);
    const next = pairs(value, (i, j) => weightStd ** 2 * value[i]![j]! + beta ** 2);
    const before = ntk;
    ntk = pairs(next, (i, j) => {
      return weightStd ** 2 * before[i]![j]! * derivative[i]![j]! + next[i]![j]!;
    });
    nngp = next;
  }
  return { nngp, ntk };
}

/** Arora's sum: Σ⁰ = x·x', Σʰ = c E[σσ], Θ = Σ over trained h of Σʰ⁻¹ times all later Σ̇. */
export function aroraSum(
  depth: number,
  c: number,
  fixed: number,
  dual: (k: number[][]) => Dual,
  inputs: Matrix = x,
): number[][] {
  const sigma = [gramOver(1, 0, inputs)];
  const sigmaDot: number[][][] = [];
  for (let h = 1; h <= depth; h++) {
    const { value, derivative } = dual(sigma[h - 1]!);
    sigma.push(pairs(value, (i, j) => c * value[i]![j]!));
    sigmaDot.push(pairs(derivative, (i, j) => c * derivative[i]![j]!));
  }
  return pairs(sigma[0]!, (i, j) => {
    let sum = 0;
    for (let h = fixed; h <= depth; h++) {
      const later = sigmaDot.slice(h).reduce((product, dot) => product * dot[i]![j]!, 1);
      sum += sigma[h]![i]![j]! * later;
    }
    return sum;
  });
}

/** Lengths and angle of two rows of x. */
export function geometry(i: number, j: number): { lengths: number; angle: number } {
  const gram = gramOver(1);
  const lengths = Math.sqrt(gram[i]![i]! * gram[j]![j]!);
  return { lengths, angle: i === j ? 0 : Math.acos(gram[i]![j]! / lengths) };
}
