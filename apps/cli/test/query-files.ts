import { dense, relu, serial } from "@ntkit/architecture";
import { writeNpy } from "@ntkit/datasets";
import { type Matrix, matrix, random, submatrix } from "@ntkit/linalg";

export function normals(rows: number, cols: number, seed: number): Matrix {
  const { normal } = random(seed);
  return matrix(rows, cols, Float64Array.from({ length: rows * cols }, normal));
}

export const range = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => from + i);

const x = normals(30, 5, 7);
export const labelled = submatrix(x, range(0, 8), range(0, 5));
export const pool = submatrix(x, range(8, 30), range(0, 5));
export const kinds = range(0, 8).map((i) => (x.data[5 * i]! > 0 ? "up" : "down"));
export const inPool =
  "query --network net.json --labelled l.npy --labels l.csv --pool p.npy --out next.csv --ridge 0.01";
export const net = serial(dense({ units: 16, biasStd: 0.1 }), relu(), dense({ units: 2 }));

export const poolFiles = (): Record<string, string | Uint8Array> => ({
  "net.json": JSON.stringify(net),
  "l.npy": writeNpy(labelled),
  "l.csv": `kind\n${kinds.join("\n")}\n`,
  "p.npy": writeNpy(pool),
});

export const inArrays =
  "query --train K.npy --pool-train Kpt.npy --pool Kpp.npy --targets y.npy --out q.npz";
