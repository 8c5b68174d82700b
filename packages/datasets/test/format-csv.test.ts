import fc from "fast-check";
import { expect, test } from "vitest";

import { formatCsv } from "../src/table/format-csv.ts";
import { parseTable } from "../src/table/parse-table.ts";
import type { Column } from "../src/table/table.ts";

test("fields with a delimiter, a quote, a newline or outer spaces are quoted, others are not", () => {
  const columns = [
    { name: "a b", values: ["x", "x,y", 'say "x"'] },
    { name: "n,m", values: ["x\ny", " x", "x\r"] },
  ];
  expect(formatCsv(columns)).toBe('a b,"n,m"\nx,"x\ny"\n"x,y"," x"\n"say ""x""","x\r"\n');
});

test("numbers are printed in their shortest exact form, and what is missing as nothing", () => {
  const values = [0.1 + 0.2, -0, 5e-324, 1e21, NaN, null, undefined];
  expect(formatCsv([{ name: "v", values }])).toBe(
    'v\n0.30000000000000004\n-0\n5e-324\n1e+21\n""\n""\n""\n',
  );
});

test("another delimiter is quoted instead of the comma", () => {
  expect(formatCsv([{ name: "v", values: ["1,5", "a;b"] }], { delimiter: ";" })).toBe(
    'v\n1,5\n"a;b"\n',
  );
});

test("unequal columns, infinite numbers and a quote as delimiter are refused", () => {
  const one = { name: "a", values: [1] };
  expect(() => formatCsv([one, { name: "b", values: [1, 2] }])).toThrow(
    "formatCsv: columns must have equal lengths, got 1, 2",
  );
  expect(() => formatCsv([{ name: "a", values: [Infinity] }])).toThrow(RangeError);
  expect(() => formatCsv([one], { delimiter: '"' })).toThrow(RangeError);
});

/** A name or level as parseTable can yield it: trimmed, no NUL, valid Unicode, no missing marker. */
const word = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom("a", "b", "1", ",", ";", "\t", '"', "\n", "\r", " ", "'", "é", "🦆"),
      fc.constantFrom("\uFEFF", "\u2028", "\u00a0", "\\", "#", "=", "-"),
    ),
  })
  .map((text) => text.trim())
  .filter((text) => !["", "NA", "NaN", "nan", "?", "null", "None"].includes(text));

const number = fc.double({ noNaN: true, noDefaultInfinity: true });

function columnOf(
  name: string,
  kind: "number" | "category",
  cells: (number | string | null)[],
): Column {
  if (kind === "number") {
    const values = Float64Array.from(cells, (cell) => (typeof cell === "number" ? cell : NaN));
    return { kind, name, values, missing: Uint8Array.from(values, (v) => Number(Number.isNaN(v))) };
  }
  const levels = [...new Set(cells.filter((cell) => typeof cell === "string"))];
  return {
    kind,
    name,
    levels,
    codes: Int32Array.from(cells, (cell) => levels.indexOf(cell as string)),
  };
}

function columnsOf(names: string[], rows: number): fc.Arbitrary<Column[]> {
  const length = { minLength: rows, maxLength: rows };
  const arbitraries = names.map((name) =>
    fc.oneof(
      fc.array(fc.option(number), length).map((cells) => columnOf(name, "number", cells)),
      fc.array(fc.option(word), length).map((cells) => columnOf(name, "category", cells)),
    ),
  );
  return fc.tuple(...arbitraries);
}

const columns = fc
  .tuple(fc.uniqueArray(word, { minLength: 1, maxLength: 4 }), fc.integer({ min: 1, max: 5 }))
  .chain(([names, rows]) => columnsOf(names, rows));

test("parseTable reads back exactly the columns that formatCsv wrote", () => {
  fc.assert(
    fc.property(columns, fc.constantFrom(",", ";", "\t", "|"), (table, delimiter) => {
      const types = new Map(table.map((column) => [column.name, column.kind]));
      const read = parseTable(formatCsv(table, { delimiter }), { delimiter, header: true, types });
      expect(read.columns).toEqual(table);
    }),
    { numRuns: 2000, seed: 1 },
  );
});
