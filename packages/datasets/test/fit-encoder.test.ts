import { expect, test } from "vitest";

import { fitEncoder } from "../src/encoding/fit-encoder.ts";
import { parseTable } from "../src/table/parse-table.ts";

const table = parseTable("size,colour,kind\n1,red,a\n2,blue,b\nNA,red,a\n3,,b\n", {
  file: "a.csv",
});

test("an encoder is plain data, as pinned here: model folders hold it", () => {
  expect(fitEncoder(table, { target: "kind" })).toMatchInlineSnapshot(`
    {
      "columns": [
        {
          "indicator": false,
          "kind": "number",
          "mean": 2,
          "name": "size",
          "sd": 0.816496580927726,
        },
        {
          "indicator": false,
          "kind": "category",
          "levels": [
            "blue",
            "red",
          ],
          "mode": "red",
          "name": "colour",
        },
      ],
      "format": "ntkit-encoder",
      "missing": "mean",
      "standardize": true,
      "unknownLevels": "zeros",
      "version": 1,
    }
  `);
});

test("levels that are numbers are in numeric order, others in that of the alphabet", () => {
  const types = new Map([["a", "category"] as const]);
  const encoder = fitEncoder(parseTable("a,b\n10,é\n9,z\n-1,a\n", { types }));
  expect(encoder.columns.map((column) => "levels" in column && column.levels)).toEqual([
    ["-1", "9", "10"],
    ["a", "z", "é"],
  ]);
});

test("an unknown target or excluded column is an error with the nearest name", () => {
  expect(() => fitEncoder(table, { target: "knid" })).toThrow(
    'a.csv: table must have a column "knid"; did you mean "kind"?',
  );
  expect(() => fitEncoder(table, { exclude: ["price"] })).toThrow(
    'a.csv: table must have a column "price"; its columns are "size", "colour", "kind"',
  );
});

test("a table with nothing but the target has no features", () => {
  expect(() => fitEncoder(table, { target: "kind", exclude: ["size", "colour"] })).toThrow(
    "a.csv: table must have a feature column besides those left out, got none",
  );
});

test("a column without a value in the training rows is named", () => {
  expect(() => fitEncoder(table, { rows: [2], exclude: ["colour"] })).toThrow(
    'a.csv: column "size" must have a value in the training rows, got none in 1; exclude it',
  );
});

test("a column of names is not coded one by one", () => {
  const names = Array.from({ length: 5 }, (_, i) => `name${i},${i}`).join("\n");
  expect(() => fitEncoder(parseTable(`who,n\n${names}`), { maxLevels: 4 })).toThrow(
    'fitEncoder: column "who" must have at most 4 levels, got 5 in 5 rows; exclude it, or raise maxLevels',
  );
});

test("no rows, and rows outside the table, are refused", () => {
  expect(() => fitEncoder(table, { rows: [] })).toThrow(
    "fitEncoder: rows must not be empty, got 0",
  );
  expect(() => fitEncoder(table, { rows: [0, 1.5] })).toThrow(
    "fitEncoder: rows must be integers from 0 to 3, got 1.5",
  );
});

test("values too far apart for a finite deviation are refused, not turned into NaN", () => {
  expect(() => fitEncoder(parseTable("a\n1.7e308\n-1.7e308\n-1.7e308\n"))).toThrow(
    /column "a" must have a finite mean and standard deviation/,
  );
});
