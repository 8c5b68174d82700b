import { expect, test, vi } from "vitest";

import { DataError } from "../src/data-error.ts";
import { parseTable } from "../src/table/parse-table.ts";

// What bundlers for browsers take for "#csv-parse": it brings its own Buffer.
vi.mock("#csv-parse", () => import("csv-parse/browser/esm/sync"));

test("csv-parse's build for browsers gives the same rows, lines and errors", () => {
  const table = parseTable(
    '\uFEFFgröße,b\r\n"x, ""🦆""","1\r\n2"\r\n\r\nz,w\r\n"p\nq\rr",v\n\n\ns,t',
  );
  expect(table.columns.map((column) => "levels" in column && column.levels)).toEqual([
    ['x, "🦆"', "z", "p\nq\rr", "s"],
    ["1\r\n2", "w", "v", "t"],
  ]);
  expect([...table.lines!]).toEqual([2, 5, 6, 11]);
  expect(() => parseTable('a,b\n\n"é\n\n",1\n2')).toThrow("line 6: row must have 2 fields, got 1");
  expect(() => parseTable('a,b\n\n1,"2\n')).toThrow(DataError);
});
