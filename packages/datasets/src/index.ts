/**
 * Tables and arrays in and out: CSV, NPY and NPZ to numbers, encoding fitted on training rows, splits
 * with a seed. Bytes and text in, values out: no file is opened here.
 *
 * ```ts
 * import { classTargets, encode, fitEncoder, kFold, parseTable } from "@ntkit/datasets";
 *
 * const table = parseTable("size,colour,kind\n1,red,a\n2,blue,b\n3,red,a\n", { file: "shapes.csv" });
 * const { labels, classes } = classTargets(table, "kind");
 * const [fold] = kFold(table.rows, { folds: 3, seed: 1, labels });
 * const encoder = fitEncoder(table, { target: "kind", rows: fold!.train });
 * const { x, featureNames } = encode(encoder, table, fold!.validation);
 * ```
 *
 * @module
 */
export { classTargets } from "./class-targets.ts";
export type { ClassTargets, ClassTargetsOptions } from "./class-targets.ts";
export { DataError } from "./data-error.ts";
export type { DataErrorPlace } from "./data-error.ts";
export { encode } from "./encode.ts";
export type { Encoded, EncodeReport } from "./encode.ts";
export { columnTypes, featureNames } from "./encoder.ts";
export type {
  CategoricalEncoding,
  ColumnEncoding,
  Encoder,
  MissingPolicy,
  NumericEncoding,
  UnknownLevelPolicy,
} from "./encoder.ts";
export { fitEncoder } from "./fit-encoder.ts";
export type { FitEncoderOptions } from "./fit-encoder.ts";
export { formatCsv } from "./format-csv.ts";
export type { CsvColumn, FormatCsvOptions } from "./format-csv.ts";
export { getColumn } from "./get-column.ts";
export { kFold } from "./k-fold.ts";
export type { Fold, KFoldOptions } from "./k-fold.ts";
export type { NpyArray, NpyData, NpyType } from "./npy-array.ts";
export { npyToMatrix } from "./npy-to-matrix.ts";
export type { NpyToMatrixOptions } from "./npy-to-matrix.ts";
export { npyToTensor } from "./npy-to-tensor.ts";
export { numericTarget } from "./numeric-target.ts";
export { npzComment } from "./npz-comment.ts";
export { oneHot } from "./one-hot.ts";
export type { OneHotOptions } from "./one-hot.ts";
export { defaultMissing, parseTable } from "./parse-table.ts";
export type { ParseTableOptions } from "./parse-table.ts";
export { parseUciSplits } from "./parse-uci-splits.ts";
export type { UciSplit } from "./parse-uci-splits.ts";
export { parseUciTable } from "./parse-uci-table.ts";
export type { UciTable } from "./parse-uci-table.ts";
export { readCifar } from "./read-cifar.ts";
export type { CifarImages, ReadCifarOptions } from "./read-cifar.ts";
export { readIdx } from "./read-idx.ts";
export { readNpy } from "./read-npy.ts";
export { readNpz } from "./read-npz.ts";
export type { ReadNpzOptions } from "./read-npz.ts";
export type { CategoricalColumn, Column, ColumnKind, NumericColumn, Table } from "./table.ts";
export { trainTestSplit } from "./train-test-split.ts";
export type { TrainTestSplit, TrainTestSplitOptions } from "./train-test-split.ts";
export { validateEncoder } from "./validate-encoder.ts";
export { writeNpy } from "./write-npy.ts";
export type { NpySource } from "./write-npy.ts";
export { writeNpz } from "./write-npz.ts";
export type { WriteNpzOptions } from "./write-npz.ts";
