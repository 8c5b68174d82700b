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
export { classTargets } from "./encoding/class-targets.ts";
export type { ClassTargets, ClassTargetsOptions } from "./encoding/class-targets.ts";
export { DataError } from "./data-error.ts";
export type { DataErrorPlace } from "./data-error.ts";
export { encode } from "./encoding/encode.ts";
export type { Encoded, EncodeReport } from "./encoding/encode.ts";
export { columnTypes, featureNames } from "./encoding/encoder.ts";
export type {
  CategoricalEncoding,
  ColumnEncoding,
  Encoder,
  MissingPolicy,
  NumericEncoding,
  UnknownLevelPolicy,
} from "./encoding/encoder.ts";
export { fitEncoder } from "./encoding/fit-encoder.ts";
export type { FitEncoderOptions } from "./encoding/fit-encoder.ts";
export { formatCsv } from "./table/format-csv.ts";
export type { CsvColumn, FormatCsvOptions } from "./table/format-csv.ts";
export { getColumn } from "./table/get-column.ts";
export { kFold } from "./splits/k-fold.ts";
export type { Fold, KFoldOptions } from "./splits/k-fold.ts";
export type { NpyArray, NpyData, NpyType } from "./arrays/npy-array.ts";
export { npyToMatrix } from "./arrays/npy-to-matrix.ts";
export type { NpyToMatrixOptions } from "./arrays/npy-to-matrix.ts";
export { npyToTensor } from "./arrays/npy-to-tensor.ts";
export { numericTarget } from "./encoding/numeric-target.ts";
export { npzComment } from "./arrays/npz-comment.ts";
export { oneHot } from "./encoding/one-hot.ts";
export type { OneHotOptions } from "./encoding/one-hot.ts";
export { defaultMissing, parseTable } from "./table/parse-table.ts";
export type { ParseTableOptions } from "./table/parse-table.ts";
export { parseUciSplits } from "./uci/parse-uci-splits.ts";
export type { UciSplit } from "./uci/parse-uci-splits.ts";
export { parseUciTable } from "./uci/parse-uci-table.ts";
export type { UciTable } from "./uci/parse-uci-table.ts";
export { readCifar } from "./images/read-cifar.ts";
export type { CifarImages, ReadCifarOptions } from "./images/read-cifar.ts";
export { readIdx } from "./images/read-idx.ts";
export { readNpy } from "./arrays/read-npy.ts";
export { readNpz } from "./arrays/read-npz.ts";
export type { ReadNpzOptions } from "./arrays/read-npz.ts";
export type { CategoricalColumn, Column, ColumnKind, NumericColumn, Table } from "./table/table.ts";
export { trainTestSplit } from "./splits/train-test-split.ts";
export type { TrainTestSplit, TrainTestSplitOptions } from "./splits/train-test-split.ts";
export { validateEncoder } from "./encoding/validate-encoder.ts";
export { writeNpy } from "./arrays/write-npy.ts";
export type { NpySource } from "./arrays/write-npy.ts";
export { writeNpz } from "./arrays/write-npz.ts";
export type { WriteNpzOptions } from "./arrays/write-npz.ts";
