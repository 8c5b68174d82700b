import { expect, test } from "vitest";

import { classTargets } from "../src/encoding/class-targets.ts";
import { parseTable } from "../src/table/parse-table.ts";

const table = parseTable("a,n,y\n1,10,u\n2,9,v\n3,-1,u\n4,9,\n", { file: "a.csv" });

test("classes are sorted, so labels do not depend on the order of the rows", () => {
  const rows = [0, 1, 2];
  expect(classTargets(table, "y", { rows })).toEqual({
    labels: Int32Array.of(0, 1, 0),
    classes: ["u", "v"],
  });
  expect(classTargets(table, "y", { rows: [1, 0] }).classes).toEqual(["u", "v"]);
});

test("classes that are numbers are in numeric order", () => {
  const { labels, classes } = classTargets(table, "n");
  expect(classes).toEqual(["-1", "9", "10"]);
  expect([...labels]).toEqual([2, 1, 0, 1]);
});

test("missing targets are refused with their lines", () => {
  expect(() => classTargets(table, "y")).toThrow(
    'a.csv:5: target column "y" must have a value in every row, got 1 missing (lines 5); remove these rows',
  );
});

test("fewer than two classes are refused", () => {
  expect(() => classTargets(table, "y", { rows: [0, 2] })).toThrow(
    'a.csv: target column "y" must have at least two classes, got only "u"',
  );
});

test("with the classes of the training, one class is enough and a new one is refused with its line", () => {
  const classes = ["v", "u"];
  expect([...classTargets(table, "y", { rows: [0, 2], classes }).labels]).toEqual([1, 1]);
  expect(() => classTargets(table, "y", { rows: [1, 0], classes: ["v", "w"] })).toThrow(
    'a.csv:2: target column "y" must have a class seen in training, got "u"',
  );
});

test("an unknown column is named", () => {
  expect(() => classTargets(table, "z")).toThrow('a.csv: table must have a column "z"');
});
