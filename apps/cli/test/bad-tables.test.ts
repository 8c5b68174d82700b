import { chmod, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { quick, ring } from "./tables.ts";
import { workspace } from "./workspace.ts";

interface Case {
  readonly files?: Readonly<Record<string, string>>;
  readonly args: string;
  readonly code: number;
  readonly error: object;
  readonly message: RegExp;
}

const cases: Readonly<Record<string, Case>> = {
  "a missing file": {
    args: "fit nowhere.csv --target y",
    code: 3,
    error: { code: "data", detail: { file: "nowhere.csv" } },
    message: /no such file/,
  },
  "an empty file": {
    files: { "t.csv": "" },
    args: "fit t.csv --target y",
    code: 3,
    error: { code: "data", detail: { file: "t.csv" } },
    message: /empty file/,
  },
  "a spreadsheet": {
    files: { "t.xlsx": "PK\x03\x04…" },
    args: "fit t.xlsx --target y",
    code: 3,
    error: { code: "data", detail: { file: "t.xlsx" } },
    message: /must be a table \(CSV, TSV\), got a ZIP archive .*a spreadsheet: export it as CSV/,
  },
  "only a header": {
    files: { "t.csv": "a,b\n" },
    args: "fit t.csv --target b",
    code: 3,
    error: { code: "data" },
    message: /only a header/,
  },
  "a ragged row": {
    files: { "t.csv": "a,b\n1,2\n3\n4,5\n" },
    args: "fit t.csv --target b",
    code: 3,
    error: { code: "data", detail: { file: "t.csv", line: 3 } },
    message: /t\.csv:3: row must have 2 fields, got 1/,
  },
  "words where regression needs numbers": {
    files: { "t.csv": "a,b\n1,2\n3,tall\n4,5\n" },
    args: "fit t.csv --target b --task regression",
    code: 3,
    error: { code: "data", detail: { line: 3, column: "b" } },
    message: /must be numeric for regression, got "tall"/,
  },
  "an unknown column, with the nearest name": {
    files: { "t.csv": ring },
    args: "fit t.csv --target kinds",
    code: 3,
    error: { code: "data", detail: { file: "t.csv" } },
    message: /did you mean "kind"/,
  },
  "an unknown column to leave out": {
    files: { "t.csv": ring },
    args: "fit t.csv --target kind --exclude color",
    code: 3,
    error: { code: "data" },
    message: /"color".*did you mean "colour"/,
  },
  "an infinite number": {
    files: { "t.csv": "a,b\n1,2\nInfinity,3\n4,5\n" },
    args: "fit t.csv --target b",
    code: 3,
    error: { code: "data", detail: { line: 3, column: "a" } },
    message: /finite/,
  },
  "NaN under --missing error": {
    files: { "t.csv": "a,b\n1,2\nNaN,3\n4,5\n" },
    args: "fit t.csv --target b --missing error --folds 2",
    code: 3,
    error: { code: "data", detail: { line: 3, column: "a" } },
    message: /no missing value/,
  },
  "a missing target": {
    files: { "t.csv": "a,b\n1,2\n2,NaN\n4,5\n" },
    args: "fit t.csv --target b",
    code: 3,
    error: { code: "data", detail: { line: 3, column: "b" } },
    message: /a value in every row/,
  },
  "one class only": {
    files: { "t.csv": "a,b\n1,x\n2,x\n3,x\n" },
    args: "fit t.csv --target b",
    code: 3,
    error: { code: "data", detail: { column: "b" } },
    message: /at least two classes, got only "x"/,
  },
  "a numeric target that does not vary": {
    files: { "t.csv": "a,b\n1,2.5\n2,2.5\n3,2.5\n4,2.5\n5,2.5\n" },
    args: "fit t.csv --target b",
    code: 3,
    error: { code: "data", detail: { file: "t.csv", column: "b" } },
    message: /target column "b" must vary, got 2.5 in every row/,
  },
  "a target whose squared errors overflow": {
    files: { "t.csv": "a,b\n1,2e300\n2,1e300\n3,-3e300\n4,5\n5,6\n" },
    args: "fit t.csv --target b --task regression",
    code: 3,
    error: { code: "data", detail: { column: "b" } },
    message: /that can be squared, got values from -3e\+300 to 2e\+300; scale it/,
  },
  "a target whose squared errors vanish": {
    files: { "t.csv": "a,b\n1,2e-300\n2,1e-300\n3,-3e-300\n4,5e-300\n5,6e-300\n" },
    args: "fit t.csv --target b --task regression",
    code: 3,
    error: { code: "data", detail: { column: "b" } },
    message: /that can be squared, got values from -3e-300 to 6e-300/,
  },
  "two columns of one name, with the flag that makes the line data": {
    files: { "t.csv": "a,a\n1,2\n" },
    args: "fit t.csv --target a",
    code: 3,
    error: { code: "data", detail: { line: 1 } },
    message: /add --no-header if this line is data/,
  },
  "one row": {
    files: { "t.csv": "a,b\n1,2\n" },
    args: "fit t.csv --target b",
    code: 3,
    error: { code: "data" },
    message: /at least 2 rows.*got 1/,
  },
  "more folds than rows": {
    files: { "t.csv": "a,b\n1,2\n2,3\n3,4.5\n" },
    args: "fit t.csv --target b",
    code: 2,
    error: { code: "usage" },
    message: /--folds: must be at most the number of rows to choose on, 3, got 5/,
  },
  "no feature left": {
    files: { "t.csv": "a,b\n1,2\n2,3\n3,4.5\n" },
    args: "fit t.csv --target b --exclude a --folds 3",
    code: 3,
    error: { code: "data" },
    message: /feature column/,
  },
  "equal rows without a ridge": {
    files: { "t.csv": "a,b\n1,2\n2,3\n3,4.5\n2,1\n" },
    args: "fit t.csv --target b --folds 2 --depths 2 --ridges 0",
    code: 1,
    error: { code: "singular", detail: { row: 1, duplicate: 3 } },
    message: /rows must differ when the ridge is 0, got equal features in line 3 and line 5/,
  },
  "a kernel of too low a rank without a ridge": {
    files: { "t.csv": "a,b\n1,2\n2,3\n3,4.5\n4,1\n5,2\n6,9\n" },
    args: "fit t.csv --target b --folds 2 --depths 1 --ridges 0",
    code: 1,
    error: { code: "not-positive-definite" },
    message: /use ridge > 0 \(fold 0, depth 1, linear, ridge\)/,
  },
  "a fold with one class to learn from, for machines that need two": {
    files: { "t.csv": "a,b\n1,x\n2,x\n3,x\n4,x\n5,y\n" },
    args: "fit t.csv --target b --solver svm --folds 5",
    code: 3,
    error: { code: "data" },
    message: /two classes for support-vector machines, got only "x"/,
  },
  "a table too long for a protocol": {
    files: {
      "t.csv": `a,b\n${Array.from({ length: 5001 }, (_, i) => `${i},${i % 2 === 0 ? "x" : "y"}`).join("\n")}\n`,
    },
    args: "fit t.csv --target b --protocol arora2020",
    code: 2,
    error: { code: "range" },
    message: /at most 5000 rows, got 5001/,
  },
};

test.each(Object.entries(cases))(
  "%s is refused, and no model is left",
  async (_, { files, args, code, error, message }) => {
    const { json, list } = await workspace(files);
    const before = await list();
    const found = await json(args);
    expect(found.code).toBe(code);
    expect(found.value.error).toMatchObject(error);
    expect(found.value.error.message).toMatch(message);
    expect(await list()).toEqual(before);
  },
);

// Root may write everywhere.
test.skipIf(process.getuid?.() === 0)(
  "a folder without permission is refused with exit code 2",
  async () => {
    const { json, path } = await workspace({ "t.csv": ring });
    await mkdir(join(path, "locked"));
    await chmod(join(path, "locked"), 0o500);
    const { code } = await json("fit t.csv --target kind --out locked/model");
    expect(code).toBe(2);
  },
);

test("an output path through a file is refused before anything is computed", async () => {
  const { json } = await workspace({ "t.csv": ring });
  const { code, value } = await json("fit t.csv --target kind --out t.csv/model");
  expect(code).toBe(2);
  expect(value.error.message).toMatch(/--out: .*not a folder/);
});

test("a number column that one word makes categorical is noted with that word's line", async () => {
  const numbers = ring.replace(/^0\.\d+,/m, "broken,");
  const { run } = await workspace({ "t.csv": numbers, "good.csv": ring });
  const { code, stderr } = await run(`fit t.csv --target kind ${quick}`);
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /column "x" is read as \d+ categories, since "broken" in line \d+ is not a number/,
  );
  const good = await run(`fit good.csv --target kind ${quick}`);
  expect(good.stderr).not.toContain("is read as");
  const excluded = await run(`fit t.csv --target kind --exclude x ${quick} --out other`);
  expect(excluded.stderr).not.toContain("is read as");
});
