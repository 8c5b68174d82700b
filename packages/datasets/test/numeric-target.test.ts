import { expect, test } from "vitest";

import { numericTarget } from "../src/encoding/numeric-target.ts";
import { parseTable } from "../src/table/parse-table.ts";

const table = parseTable("a,y,z\n1,2.5,1\n2,-3,2\n3,?,x\n4,NA,3\n", { file: "a.csv" });

test("the numbers of the rows asked for", () => {
  expect([...numericTarget(table, "y", [1, 0])]).toEqual([-3, 2.5]);
});

test("a target that is not numeric is refused with the first line that is no number", () => {
  expect(() => numericTarget(table, "z")).toThrow(
    'a.csv:4: target column "z" must be numeric for regression, got "x"',
  );
});

test("missing targets are refused with their lines", () => {
  expect(() => numericTarget(table, "y")).toThrow(
    'a.csv:4: target column "y" must have a value in every row, got 2 missing (lines 4, 5); remove these rows',
  );
});
