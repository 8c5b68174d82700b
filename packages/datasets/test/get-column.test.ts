import { DataError, defaultMissing, getColumn, parseTable } from "@ntkit/datasets";
import { expect, test } from "vitest";

const wide = Array.from({ length: 12 }, (_, j) => `measure${j}`);
const table = parseTable(`${wide.join(",")}\n${wide.map((_, j) => j).join(",")}\n`, {
  file: "t.csv",
});

test("a column is found by its exact name", () => {
  expect(getColumn(table, "measure3")).toBe(table.columns[3]);
});

test("a name that is nearly one is answered with the nearest, another with the first ten names", () => {
  const refusal = (name: string) => {
    try {
      return getColumn(table, name);
    } catch (error) {
      return error;
    }
  };
  expect(refusal("measur3")).toBeInstanceOf(DataError);
  expect(refusal("measur3")).toHaveProperty(
    "message",
    't.csv: table must have a column "measur3"; did you mean "measure3"?',
  );
  const { message } = refusal("weight") as DataError;
  expect(message).toContain('"measure0", "measure1"');
  expect(message).toMatch(/"measure9", 2 more$/);
  expect(refusal("weight")).toMatchObject({ file: "t.csv", column: "weight" });
});

test("every field that means no value by default leaves a column of numbers one", () => {
  const text = `a\n1\n${defaultMissing.map((field) => ` ${field}`).join("\n")}\n2\n`;
  const column = getColumn(parseTable(text), "a");
  expect(column).toMatchObject({ kind: "number" });
  expect("missing" in column && [...column.missing]).toEqual([
    0,
    ...defaultMissing.map(() => 1),
    0,
  ]);
});
