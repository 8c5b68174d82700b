import { describe, expect, test } from "vitest";

import { DataError } from "../src/data-error.ts";
import { parseTable } from "../src/table/parse-table.ts";
import type { ParseTableOptions } from "../src/table/parse-table.ts";
import type { CategoricalColumn, Column, NumericColumn } from "../src/table/table.ts";

/** Cells of a column, null where missing. */
function cells(column: Column): (number | string | null)[] {
  return column.kind === "number"
    ? Array.from(column.values, (value, i) => (column.missing[i] === 1 ? null : value))
    : Array.from(column.codes, (code) => column.levels[code] ?? null);
}

function cellsOf(text: string | Uint8Array, options?: ParseTableOptions): unknown {
  return Object.fromEntries(parseTable(text, options).columns.map((c) => [c.name, cells(c)]));
}

function failure(
  text: string | Uint8Array,
  options: ParseTableOptions = { file: "t.csv" },
): DataError {
  try {
    parseTable(text, options);
  } catch (error) {
    if (error instanceof DataError) return error;
    throw error;
  }
  throw new Error("parseTable accepted it");
}

describe("types", () => {
  test("a column of decimal numbers is numeric, quoted or not, with spaces, signs and exponents", () => {
    expect(cellsOf('a,b\n 1 ,"2"\n+1,1e-3\n-.5, 007\n3.,"4E+2"\n')).toEqual({
      a: [1, 1, -0.5, 3],
      b: [2, 1e-3, 7, 400],
    });
  });

  test("one field that is no number makes the column categorical, levels in order of appearance", () => {
    const { columns } = parseTable("a,b\n1,x\n2,y\nz, x \n");
    expect(columns.map((column) => column.kind)).toEqual(["category", "category"]);
    expect((columns[1] as CategoricalColumn).levels).toEqual(["x", "y"]);
    expect([...(columns[1] as CategoricalColumn).codes]).toEqual([0, 1, 0]);
  });

  test.each(["0x1f", "1_000", "1e", "--1", "1.2.3", "٣", ".", "e5", "1 2"])(
    "%s is no number",
    (field) => {
      expect(parseTable(`a,b\n1,x\n${field},x`).columns[0]!.kind).toBe("category");
    },
  );

  test("missing values have NaN and a mask in numbers, and code -1 in categories", () => {
    const text = "a,b\n,x\nNA,?\nNaN,null\nnan,None\n?,\n1,y\n";
    const [a, b] = parseTable(text).columns as [NumericColumn, CategoricalColumn];
    expect([...a.missing]).toEqual([1, 1, 1, 1, 1, 0]);
    expect([...a.values]).toEqual([NaN, NaN, NaN, NaN, NaN, 1]);
    expect([...b.codes]).toEqual([0, -1, -1, -1, -1, 1]);
  });

  test("the caller's missing markers replace the default ones", () => {
    expect(cellsOf("a,b\n-9,NA\n1,x", { missing: ["-9"] })).toEqual({
      a: [null, 1],
      b: ["NA", "x"],
    });
  });

  test("given types win over what the fields look like", () => {
    const types = new Map([["a", "category"] as const]);
    expect(cellsOf("a,b\n01,1\n1,2", { types })).toEqual({ a: ["01", "1"], b: [1, 2] });
  });

  test("a column of decimal commas is read with decimal: ',' and asked about without", () => {
    expect(cellsOf("a;b\n1,5;x\n-2;y", { decimal: "," })).toEqual({ a: [1.5, -2], b: ["x", "y"] });
    expect(failure("a;b\n1;x\n2,5;y").message).toBe(
      't.csv:3: column "a" must have decimal points; for decimal commas pass decimal: ",", got "2,5"',
    );
  });
});

describe("form", () => {
  test("quoted fields hold delimiters, doubled quotes and newlines, and rows know their lines", () => {
    const text = 'a,b\r\n"x, ""y""","1\r\n2"\r\n\r\nz,w\r\n"p\nq\rr",v\n\n\ns,t';
    expect(cellsOf(text)).toEqual({
      a: ['x, "y"', "z", "p\nq\rr", "s"],
      b: ["1\r\n2", "w", "v", "t"],
    });
    expect([...parseTable(text).lines!]).toEqual([2, 5, 6, 11]);
  });

  test.each([
    ["LF", "\n"],
    ["CRLF", "\r\n"],
    ["CR", "\r"],
  ])("lines may end in %s, the last one too or not", (_, end) => {
    const expected = { a: [1, 3], b: ["x", "y"] };
    expect(cellsOf(`a,b${end}1,x${end}3,y`)).toEqual(expected);
    expect(cellsOf(`a,b${end}1,x${end}3,y${end}`)).toEqual(expected);
  });

  test("a byte order mark is no part of the first name, in text and in bytes", () => {
    const text = "\uFEFFa,b\n1,2";
    expect(cellsOf(text)).toEqual({ a: [1], b: [2] });
    expect(cellsOf(new TextEncoder().encode(text))).toEqual({ a: [1], b: [2] });
  });

  test("names and levels keep their Unicode, and __proto__ is a name like any other", () => {
    const table = parseTable("größe,__proto__\n1,日本\n2,🦆");
    expect(table.columns.map((column) => column.name)).toEqual(["größe", "__proto__"]);
    expect(cells(table.columns[1]!)).toEqual(["日本", "🦆"]);
  });

  test("lines with characters but without values are rows, lines without a character are not", () => {
    expect(parseTable("a,b\n,\n\n1,2").rows).toBe(2);
    expect(parseTable('a\n1\n\n""\n', { header: true }).rows).toBe(2);
  });

  test("one column needs no delimiter", () => {
    expect(cellsOf("a\n1\n2\n")).toEqual({ a: [1, 2] });
  });
});

describe("delimiter", () => {
  test.each([
    ["a comma", "a,b\n1,2\n3,4", 2],
    ["a tab, although commas come too", "a\tb\nx,y\t2\nz,w\t4", 2],
    ["a semicolon, beside decimal commas", "a;b;c\nx,1;y;2\nx,1;y;2", 3],
    ["a comma, beside semicolons in some rows", "a,b\nx;y,1\nz,2", 2],
    ["a comma, beside tabs and semicolons within quotes", '"a;\tx",b\n"x;\t",1\n"x;\t",2', 2],
  ])("%s is recognised", (_, text, columns) => {
    expect(parseTable(text).columns).toHaveLength(columns);
  });

  test("any other character is taken when the caller names it", () => {
    expect(cellsOf("a|b\n1|x", { delimiter: "|" })).toEqual({ a: [1], b: ["x"] });
  });

  test("a given delimiter is obeyed, also where another one would divide the text", () => {
    expect(cellsOf("a;b\nx;y", { delimiter: "," })).toEqual({ "a;b": ["x;y"] });
  });

  test.each(["", ",,", '"', "\n"])("delimiter %j is refused", (delimiter) => {
    expect(() => parseTable("a,b\n1,2", { delimiter })).toThrow(RangeError);
  });
});

describe("header", () => {
  test("a first row with a number or a missing marker is data, and columns are numbered from 1", () => {
    expect(cellsOf("1,x\n2,y")).toEqual({ column1: [1, 2], column2: ["x", "y"] });
    expect(cellsOf("?,x\nz,y")).toEqual({ column1: [null, "z"], column2: ["x", "y"] });
  });

  test("an empty name in a header, as pandas writes for its index, gets its number", () => {
    expect(cellsOf(",b\n0,x\n1,y")).toEqual({ column1: [0, 1], b: ["x", "y"] });
  });

  test("the caller's word counts: header: false keeps names as data, header: true takes numbers as names", () => {
    expect(cellsOf("a,b\nc,d", { header: false })).toEqual({
      column1: ["a", "c"],
      column2: ["b", "d"],
    });
    expect(cellsOf("2019,2020\n1,2", { header: true })).toEqual({ 2019: [1], 2020: [2] });
  });
});

describe("errors", () => {
  test("a ragged row is named by its line, counted over quoted newlines and empty lines", () => {
    const error = failure('a,b,c\n"1\r\n\r\n2",x,y\n\n1,2\n');
    expect(error.message).toBe("t.csv:6: row must have 3 fields, got 2");
    expect([error.code, error.file, error.line]).toEqual(["data", "t.csv", 6]);
    expect(failure("a,b\n1,2\n1,2,3", {}).message).toBe("line 3: row must have 2 fields, got 3");
  });

  test.each(["inf", "-Infinity", "INF", "1e999"])(
    "%s in a column of numbers names line and column",
    (field) => {
      const error = failure(`a,b\n1,2\n3,${field}\n`);
      expect(error.message).toBe(`t.csv:3: column "b" must be a finite number, got "${field}"`);
      expect(error.column).toBe("b");
    },
  );

  test("a word that happens to be inf is a level in a column of words", () => {
    expect(cellsOf("a,b\ninf,1\nsup,2")).toEqual({ a: ["inf", "sup"], b: [1, 2] });
  });

  test("a field that is no number in a column declared numeric names line and column", () => {
    const types = new Map([["a", "number"] as const]);
    expect(failure("a,b\n1,2\nx,2", { file: "t.csv", types }).message).toBe(
      't.csv:3: column "a" must be a number, got "x"',
    );
  });

  test.each([
    ["empty", "", "t.csv: table must have rows, got an empty file"],
    ["of newlines", "\n\r\n", "t.csv: table must have rows, got an empty file"],
    [
      "a header",
      "a,b\n",
      "t.csv: table must have rows, got only a header; pass header: false if that line is data",
    ],
    [
      "with one name twice",
      "a,b, a\n1,2,3",
      't.csv:1: column names must differ, got "a" for columns 1 and 3; pass header: false if this line is data',
    ],
    ["with a NUL character", "a,b\n1,\0", "t.csv:2: text must not have NUL characters"],
    [
      "with an open quote",
      'a,b\n1,2\n3,"4\n5,6',
      "t.csv:3: a quote opened in this row must be closed, got the end of the text",
    ],
    [
      "with text after a quote",
      'a,b\n"1"2,3',
      "t.csv:2: a closing quote must be followed by a delimiter or a line end; double a quote inside a field",
    ],
    [
      "with a quote in a bare field",
      'a,b\n\n1"2,3',
      "t.csv:3: a field with a quote in it must be quoted as a whole",
    ],
  ])("a file %s is refused with its place", (_, text, message) => {
    expect(failure(text).message).toBe(message);
  });

  test("invalid UTF-8 is refused with the offset of the byte", () => {
    const bytes = Uint8Array.of(...new TextEncoder().encode("ä,b\n1,"), 0xe4, 0x0a);
    const error = failure(bytes);
    expect(error.message).toBe("t.csv: text must be UTF-8, got byte 0xe4 at offset 7");
    expect(error.offset).toBe(7);
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(failure(Uint8Array.of(0x61, 0xe2, 0x82)).offset).toBe(1);
  });

  test("a UTF-16 file is recognised", () => {
    expect(failure(Uint8Array.of(0xff, 0xfe, 0x61, 0)).message).toContain("begins like UTF-16");
  });
});

test("a table of 100 000 rows and 20 columns is read in seconds, lines included", () => {
  const row = Array.from({ length: 20 }, (_, j) => `${j}.123456789`).join(",");
  const start = performance.now();
  const table = parseTable(`${row}\n`.repeat(100_000));
  expect(performance.now() - start).toBeLessThan(20_000);
  expect([table.rows, table.columns.length, table.lines!.at(-1)]).toEqual([100_000, 20, 100_000]);
});

test("time grows linearly with the length of a quoted field and with the number of columns", () => {
  const start = performance.now();
  expect(parseTable(`a,b\n"${'""\n'.repeat(500_000)}",1`).rows).toBe(1);
  expect(parseTable(`${"1,".repeat(50_000)}1`).columns).toHaveLength(50_001);
  expect(performance.now() - start).toBeLessThan(20_000);
});
