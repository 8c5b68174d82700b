import { readFileSync } from "node:fs";
import { fromRows, matrix, multiply, random, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

export interface SvmCase {
  readonly name: string;
  readonly kernel: keyof typeof kernels;
  readonly x: number[][];
  readonly labels: number[];
  readonly test: number[][];
  readonly C: number;
  readonly strategy: "one-vs-one" | "one-vs-rest";
  readonly weights: number[] | null;
  readonly classes: number;
  readonly predictions: number[];
  readonly objective?: number;
  readonly decision: number[][];
}

interface Fixture {
  readonly svm: SvmCase[];
  readonly gaussianProcess: {
    readonly x: number[][];
    readonly targets: number[][];
    readonly test: number[][];
    readonly lengthScale: number;
    readonly noise: number;
    readonly mean: number[][];
    readonly covariance: number[][];
    readonly logMarginalLikelihood: number[];
    readonly ridge: number;
    readonly ridgeCoefficients: number[][];
  };
  readonly ensemble: {
    readonly x: number[][];
    readonly test: number[][];
    readonly targets: number[][];
    readonly ridge: number;
    readonly mean: number[][];
    readonly covariance: number[][];
  };
  readonly metrics: {
    readonly scores: number[][];
    readonly labels: number[];
    readonly temperature: number;
    readonly loss: number;
    readonly logLoss: number;
    readonly actual: number[];
    readonly predicted: number[];
    readonly r2: number;
    readonly rmse: number;
    readonly mae: number;
    readonly wilson: [number, number, number, number, number][];
  };
}

/** Written by tooling/fixtures/solvers.py. */
export const fixture = JSON.parse(
  readFileSync(new URL("./fixtures/solvers.json", import.meta.url), "utf8"),
) as Fixture;

/** Matrix of f(a_i, b_j) over rows. */
function pairwise(
  f: (dot: number, aa: number, bb: number) => number,
): (a: Matrix, b: Matrix) => Matrix {
  return (a, b) => {
    const dots = multiply(a, transpose(b));
    const norm = (m: Matrix, i: number) => {
      let sum = 0;
      for (let k = 0; k < m.cols; k++) sum += m.data[i * m.cols + k]! ** 2;
      return sum;
    };
    dots.data.forEach((dot, at) => {
      dots.data[at] = f(dot, norm(a, Math.floor(at / b.rows)), norm(b, at % b.rows));
    });
    return dots;
  };
}

/** Cosine, exactly 1 where only rounding keeps it from that, and product of norms. */
function cosine(dot: number, aa: number, bb: number): [u: number, norms: number] {
  const norms = Math.sqrt(aa * bb);
  const u = Math.max(-1, dot / norms);
  return [u > 1 - 1e-13 ? 1 : u, norms];
}

export const kernels = {
  linear: pairwise((dot) => dot),
  reluNtk: pairwise((dot, aa, bb) => {
    const [u, norms] = cosine(dot, aa, bb);
    return (norms * (2 * u * (Math.PI - Math.acos(u)) + Math.sqrt(1 - u * u))) / (2 * Math.PI);
  }),
  reluNngp: pairwise((dot, aa, bb) => {
    const [u, norms] = cosine(dot, aa, bb);
    return (norms * (u * (Math.PI - Math.acos(u)) + Math.sqrt(1 - u * u))) / (2 * Math.PI);
  }),
};

/** exp(−|a − b|² / 2ℓ²). */
export function rbf(a: Matrix, b: Matrix, lengthScale = 1): Matrix {
  return pairwise((dot, aa, bb) => Math.exp(-(aa + bb - 2 * dot) / (2 * lengthScale ** 2)))(a, b);
}

/** Independent standard normal entries. */
export function normals(rows: number, cols: number, seed: number): Matrix {
  const generator = random(seed);
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => generator.normal()),
  );
}

/** One-hot rows. */
export function oneHot(labels: ArrayLike<number>, classes: number): Matrix {
  const rows = Array.from(labels, (label) =>
    Array.from({ length: classes }, (_, c) => (c === label ? 1 : 0)),
  );
  return fromRows(rows);
}

/** 0 … n−1 dealt into k folds in turn. */
export function deal(n: number, k: number): { train: number[]; validation: number[] }[] {
  const all = Array.from({ length: n }, (_, i) => i);
  return Array.from({ length: k }, (_, fold) => ({
    train: all.filter((i) => i % k !== fold),
    validation: all.filter((i) => i % k === fold),
  }));
}

/** The error that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error("rejection: the promise was fulfilled");
}
