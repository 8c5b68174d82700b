import { readFileSync } from "node:fs";

import { toRows } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";

import { encode } from "../src/encoding/encode.ts";
import { columnTypes, featureNames } from "../src/encoding/encoder.ts";
import { fitEncoder } from "../src/encoding/fit-encoder.ts";
import { parseTable } from "../src/table/parse-table.ts";
import { validateEncoder } from "../src/encoding/validate-encoder.ts";

const training = parseTable("size,colour,kind\n1,red,a\n2,blue,b\nNA,red,a\n3,,b\n", {
  file: "a.csv",
});

interface Fixture {
  readonly csv: string;
  readonly train: number;
  readonly gaps: number;
  readonly features: number[][];
}

const fixture = JSON.parse(
  readFileSync(new URL("fixtures/encoder.json", import.meta.url), "utf8"),
) as Fixture;

test("reference: features agree with scikit-learn's StandardScaler and OneHotEncoder to 2e-12", () => {
  const table = parseTable(fixture.csv);
  const rows = Array.from({ length: fixture.train }, (_, i) => i);
  const { x, featureNames: names, report } = encode(fitEncoder(table, { rows }), table);
  // The values are 1e4 ± 3: an ulp of theirs is 6e-13 deviations.
  expect(x).toBeAllclose(fixture.features, { rtol: 0, atol: 2e-12 });
  expect(names).toEqual([
    "length",
    "weight",
    "constant",
    "colour=blue",
    "colour=green",
    "colour=red",
  ]);
  expect(report.imputed).toEqual([{ column: "length", count: fixture.gaps }]);
  expect(report.unknownLevels).toEqual([{ column: "colour", count: 1, levels: ["violet"] }]);
});

describe("missing values", () => {
  test("are filled with the training mean and mode, and counted", () => {
    const { x, report } = encode(fitEncoder(training, { target: "kind" }), training);
    const unit = Math.sqrt(2 / 3);
    expect(x).toBeAllclose([-1 / unit, 0, 1, 0, 1, 0, 0, 0, 1, 1 / unit, 0, 1], { rtol: 1e-15 });
    expect(report).toEqual({
      imputed: [
        { column: "size", count: 1 },
        { column: "colour", count: 1 },
      ],
      unknownLevels: [],
    });
  });

  test("get a 0/1 feature of their own under missing: 'indicator', if the training rows have any", () => {
    const encoder = fitEncoder(training, { target: "kind", missing: "indicator", rows: [0, 1, 2] });
    const { x, featureNames: names } = encode(encoder, training);
    expect(names).toEqual(["size", "size is missing", "colour=blue", "colour=red"]);
    expect(toRows(x).map((row) => row[1])).toEqual([0, 0, 1, 0]);
  });

  test("are refused with their line under missing: 'error', when fitting and when encoding", () => {
    const message = 'a.csv:4: column "size" must have no missing value (missing: "error"), got one';
    expect(() => fitEncoder(training, { missing: "error" })).toThrow(message);
    const encoder = fitEncoder(training, { missing: "error", rows: [0, 1] });
    expect(() => encode(encoder, training)).toThrow(message);
  });
});

test("unknown levels become zeros and are counted, or are refused with their line", () => {
  const other = parseTable("size,colour\n1,green\n1,red\n1,green\n", { file: "b.csv" });
  const zeros = encode(fitEncoder(training, { target: "kind" }), other);
  expect(toRows(zeros.x).map((row) => row.slice(1))).toEqual([
    [0, 0],
    [0, 1],
    [0, 0],
  ]);
  expect(zeros.report.unknownLevels).toEqual([{ column: "colour", count: 2, levels: ["green"] }]);
  const strict = fitEncoder(training, { target: "kind", unknownLevels: "error" });
  expect(() => encode(strict, other)).toThrow(
    'b.csv:2: column "colour" must have a level seen in training, got "green"',
  );
});

test("columns are found by name: order and further columns of the new table do not matter", () => {
  const encoder = fitEncoder(training, { target: "kind" });
  const other = parseTable("extra,colour,size\nx,blue,2\n");
  expect([...encode(encoder, other).x.data]).toEqual([0, 1, 0]);
});

test("a lacking column is named, with the nearest name of the table", () => {
  const encoder = fitEncoder(training, { target: "kind" });
  const other = parseTable("size,color\n1,red\n", { file: "b.csv" });
  expect(() => encode(encoder, other)).toThrow(
    'b.csv: table must have a column "colour"; did you mean "color"?',
  );
});

test("a column of another kind than in training is refused, with the remedy that then works", () => {
  const table = parseTable("code,n\n1,1\n2,2\nx,3\n");
  const encoder = fitEncoder(table);
  const text = "code,n\n2,1\n";
  expect(() => encode(encoder, parseTable(text))).toThrow(
    'line 2: column "code" must be categorical as in training, got the number 2; ' +
      "parse the table with types: columnTypes(encoder)",
  );
  const typed = encode(encoder, parseTable(text, { types: columnTypes(encoder) }));
  expect([...typed.x.data].slice(0, 3)).toEqual([0, 1, 0]);
  expect(() => encode(encoder, parseTable("code,n\nx,1\nx,y\n"))).toThrow(
    'line 3: column "n" must be numeric as in training, got "y"',
  );
});

test("a column without any value fits both kinds", () => {
  const encoder = fitEncoder(training, { target: "kind" });
  const { report } = encode(encoder, parseTable("size,colour\n,\n,\n"));
  expect(report.imputed.map(({ count }) => count)).toEqual([2, 2]);
});

test("a column that is constant in training becomes exactly 0 there, whatever its value", () => {
  const table = parseTable("a,b\n0.1,1\n0.1,2\n0.1,3\n0.3,4\n");
  const encoder = fitEncoder(table, { rows: [0, 1, 2] });
  expect(encoder.columns[0]).toMatchObject({ mean: 0.1, sd: 1 });
  const feature = toRows(encode(encoder, table).x).map((row) => row[0]!);
  expect(feature.slice(0, 3)).toEqual([0, 0, 0]);
  expect(feature[3]).toBeCloseTo(0.2, 15);
});

test("standardize: false leaves numbers as they are", () => {
  const encoder = fitEncoder(training, { target: "kind", standardize: false });
  expect(toRows(encode(encoder, training).x).map((row) => row[0])).toEqual([1, 2, 2, 3]);
});

test("rows outside the training part do not enter the encoder", () => {
  const changed = parseTable("size,colour,kind\n1,red,a\n2,blue,b\n777,grey,a\n9,,b\n");
  const rows = [0, 1];
  expect(fitEncoder(changed, { rows })).toEqual(fitEncoder(training, { rows }));
});

test("rows choose and order the rows of the result", () => {
  const encoder = fitEncoder(training, { target: "kind", standardize: false });
  expect(toRows(encode(encoder, training, [3, 0]).x).map((row) => row[0])).toEqual([3, 1]);
  expect(() => encode(encoder, training, [4])).toThrow(
    "encode: rows must be integers from 0 to 3, got 4",
  );
});

test("an encoder survives JSON: the features are the same to the last bit", () => {
  const encoder = fitEncoder(training, { missing: "indicator" });
  const revived = validateEncoder(JSON.parse(JSON.stringify(encoder)));
  expect(revived).toEqual(encoder);
  expect(encode(revived, training).x).toEqual(encode(encoder, training).x);
  expect(featureNames(revived)).toHaveLength(encode(encoder, training).x.cols);
});

test("an empty field is a level like any other where the missing markers leave it out", () => {
  const table = parseTable("a,b\nx,1\n,2\n", { missing: ["-"] });
  const encoder = validateEncoder(JSON.parse(JSON.stringify(fitEncoder(table))));
  expect(encode(encoder, table).featureNames).toEqual(["a=", "a=x", "b"]);
});

test("moments survive values whose squares do not fit float64", () => {
  for (const unit of [1e300, 1e-300]) {
    const text = `a,b\n${unit},1\n${2 * unit},2\n${3 * unit},4\n`;
    const [column] = fitEncoder(parseTable(text)).columns;
    expect(column).toMatchObject({ mean: 2 * unit });
    expect((column as { sd: number }).sd / unit).toBeAllclose(Math.sqrt(2 / 3), { rtol: 1e-15 });
  }
});
