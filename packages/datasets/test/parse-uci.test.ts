import { toRows } from "@ntkit/linalg";
import { expect, test } from "vitest";

import { parseUciSplits } from "../src/uci/parse-uci-splits.ts";
import { parseUciTable } from "../src/uci/parse-uci-table.ts";

const text = "\tf1\tf2\tclase\n1\t-0.5\t1e-3\t2\n2\t0.25\t3\t0\n";

test("features are the fields between the index and the class", () => {
  const { x, labels, classes } = parseUciTable(text);
  expect(toRows(x)).toEqual([
    [-0.5, 1e-3],
    [0.25, 3],
  ]);
  expect([[...labels], classes]).toEqual([[2, 0], 3]);
});

test.each([
  ["1\t2\t3", "row must have an index, features and a class: 4 numbers"],
  ["1\t2\tx\t0", "row must have an index, features and a class: 4 numbers"],
  ["1\t2\tinf\t0", "row must have an index, features and a class: 4 numbers"],
  ["1\t2\t3\t-1", "class must be an integer from 0, got -1"],
  ["1\t2\t3\t0.5", "class must be an integer from 0, got 0.5"],
])("the row %j is refused with its line", (row, message) => {
  expect(() => parseUciTable(text + row, { file: "a_R.dat" })).toThrow(`a_R.dat:4: ${message}`);
});

test("a file without rows is refused", () => {
  expect(() => parseUciTable("\tf1\tclase\n")).toThrow(
    "parseUciTable: file must have rows, got none",
  );
});

test("lines are training and test rows in turn", () => {
  const splits = parseUciSplits("0 2 3\n1\n1 2\n0 3 \n\n", 4);
  expect(splits.map(({ train, test: held }) => [[...train], [...held]])).toEqual([
    [[0, 2, 3], [1]],
    [
      [1, 2],
      [0, 3],
    ],
  ]);
});

test.each([
  ["0 1\n", "conxuntos.dat: file must have pairs of lines, got 1"],
  ["0 1\n4\n", 'conxuntos.dat:2: row indices must be integers from 0 to 3, got "4"'],
  ["0 -1\n2\n", 'conxuntos.dat:1: row indices must be integers from 0 to 3, got "-1"'],
  ["0 1\n\n1 2\n", "conxuntos.dat:3: test rows must not be training rows, got 1 in both"],
])("the splits %j are refused with the line", (splits, message) => {
  expect(() => parseUciSplits(splits, 4, { file: "conxuntos.dat" })).toThrow(message);
});
