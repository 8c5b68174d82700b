import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Matrix, matrix, random, selectRows } from "@ntkit/linalg";
import { ownUnits } from "./own-units.ts";

/** A regression set with its first split, standardised by the training rows. */
export interface RegressionSet {
  readonly x: Matrix;
  readonly y: Matrix;
  readonly testX: Matrix;
  readonly testY: Matrix;
  /** Standard deviation and mean of the target, from standardised to the file's units. */
  readonly unit: number;
  readonly mean: number;
  /** From the file's units to those that were measured, where these are others. */
  readonly toOwnUnits: ((value: number) => number) | undefined;
}

/** Reads a folder of `data.csv.gz` and `test_mask.csv.gz`; undefined where it is not there. */
export function readRegression(folder: string, limit?: number): RegressionSet | undefined {
  const [data, mask] = ["data.csv.gz", "test_mask.csv.gz"].map((file) => join(folder, file));
  if (!existsSync(data!) || !existsSync(mask!)) return undefined;
  const table = readCsv(data!);
  const isTest = readCsv(mask!);
  const rows = Array.from({ length: table.rows }, (_, i) => i);
  const tested = (i: number): boolean => isTest.data[i * isTest.cols] === 1;
  const known = random(0).shuffle(rows.filter((i) => !tested(i)));
  const train = standardized(selectRows(table, known.slice(0, limit ?? known.length)));
  const test = rescaled(selectRows(table, rows.filter(tested)), train.mean, train.deviation);
  const [x, y] = split(train.table);
  const [testX, testY] = split(test);
  const [unit, mean] = [train.deviation.at(-1)!, train.mean.at(-1)!];
  return { x, y, testX, testY, unit, mean, toOwnUnits: ownUnits[basename(folder)] };
}

function readCsv(path: string): Matrix {
  const lines = gunzipSync(readFileSync(path)).toString("utf8").trim().split("\n");
  const cols = lines[0]!.split(",").length;
  const data = Float64Array.from(lines.flatMap((line) => line.split(",").map(Number)));
  return matrix(lines.length, cols, data);
}

function standardized(table: Matrix): {
  readonly table: Matrix;
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
} {
  const { rows, cols, data } = table;
  const [mean, square] = [new Float64Array(cols), new Float64Array(cols)];
  data.forEach((value, at) => (mean[at % cols]! += value / rows));
  data.forEach((value, at) => (square[at % cols]! += (value - mean[at % cols]!) ** 2 / rows));
  const deviation = square.map((value) => Math.sqrt(value) || 1);
  return { table: rescaled(table, mean, deviation), mean, deviation };
}

function rescaled(
  { rows, cols, data }: Matrix,
  mean: Float64Array,
  deviation: Float64Array,
): Matrix {
  return matrix(
    rows,
    cols,
    data.map((value, at) => (value - mean[at % cols]!) / deviation[at % cols]!),
  );
}

/** All columns but the last, and the last. */
function split({ rows, cols, data }: Matrix): [Matrix, Matrix] {
  const [x, y] = [matrix(rows, cols - 1), matrix(rows, 1)];
  for (let i = 0; i < rows; i++) {
    x.data.set(data.subarray(i * cols, (i + 1) * cols - 1), i * (cols - 1));
    y.data[i] = data[(i + 1) * cols - 1]!;
  }
  return [x, y];
}
