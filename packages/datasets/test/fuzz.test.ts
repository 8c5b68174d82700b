import fc from "fast-check";
import { expect, test } from "vitest";

import { DataError } from "../src/data-error.ts";
import { formatCsv } from "../src/table/format-csv.ts";
import type { NpyArray } from "../src/arrays/npy-array.ts";
import { parseTable } from "../src/table/parse-table.ts";
import type { ParseTableOptions } from "../src/table/parse-table.ts";
import { readNpy } from "../src/arrays/read-npy.ts";
import { readNpz } from "../src/arrays/read-npz.ts";
import type { Table } from "../src/table/table.ts";
import { writeNpy } from "../src/arrays/write-npy.ts";
import { writeNpz } from "../src/arrays/write-npz.ts";
import { mutated } from "./mutate.ts";
import { npyFixture } from "./npy-fixture.ts";

const runs = { numRuns: 10_000, seed: 20261122 };
const file = "fuzz.bin";

/** The value, or undefined when a DataError that names the file says why not. */
function unlessDataError<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    expect(error.message).toMatch(/^fuzz\.bin[:[]/);
    expect(error.message.length).toBeLessThan(600);
    return undefined;
  }
}

/** How many of the inputs were read and how many refused: a fuzz that sees only one kind is no test. */
function expectBoth(read: number, total: number): void {
  expect(read).toBeGreaterThan(total * 0.01);
  expect(read).toBeLessThan(total * 0.9);
}

const csvSeeds = [
  "a,b,c\n1,2.5,x\n-3,NA,y\n1e3,4,x\n",
  'name;"note; long";v\r\n"Ann ""A""";"two\r\nlines";1\r\nBob;?;2\r\n',
  "\uFEFFx\ty\n1\t2\n3\t4\n\n5\t6",
  "1,2,3\n4,5,6\n7,8,9\n",
  "größe\n1\n2\n",
].map((text) => new TextEncoder().encode(text));

function checkTable(table: Table): void {
  expect(table.rows).toBeGreaterThan(0);
  expect(table.lines).toHaveLength(table.rows);
  expect(new Set(table.columns.map(({ name }) => name)).size).toBe(table.columns.length);
  for (const column of table.columns) {
    if (column.kind === "number") {
      expect(column.values).toHaveLength(table.rows);
      column.values.forEach((value, i) => {
        if (column.missing[i] === 1 ? !Number.isNaN(value) : !Number.isFinite(value)) {
          expect.fail(`${column.name}[${i}] is ${value}`);
        }
      });
    } else {
      expect(column.codes).toHaveLength(table.rows);
      if (column.codes.some((code) => code < -1 || code >= column.levels.length))
        expect.fail("code");
    }
  }
  const types = new Map(table.columns.map((column) => [column.name, column.kind]));
  const again = parseTable(formatCsv(table.columns), { delimiter: ",", header: true, types });
  expect(again.columns).toEqual(table.columns);
}

test("10 000 mutated tables each give a DataError or a whole table that survives writing", () => {
  const options = fc.record<ParseTableOptions>(
    {
      delimiter: fc.constantFrom(",", ";"),
      header: fc.boolean(),
      decimal: fc.constantFrom(".", ","),
    },
    { requiredKeys: [] },
  );
  let read = 0;
  const property = fc.property(mutated(csvSeeds), options, (bytes, chosen) => {
    const table = unlessDataError(() => parseTable(bytes, { ...chosen, file }));
    if (table === undefined) return;
    read++;
    checkTable(table);
  });
  fc.assert(property, runs);
  expectBoth(read, runs.numRuns);
});

function checkArray(array: NpyArray): void {
  expect(array.data).toHaveLength(array.shape.reduce((product, size) => product * size, 1));
  if (array.dtype !== "f2") {
    expect(readNpy(writeNpy(array))).toEqual({ ...array, shape: [...array.shape] });
  }
}

const npySeeds = npyFixture.arrays.map(({ bytes }) => bytes);
const npyRefused = npyFixture.refused.map(({ bytes }) => bytes);

test("10 000 mutated NPY files each give a DataError or an array as large as its shape", () => {
  let read = 0;
  const property = fc.property(mutated([...npySeeds, ...npyRefused]), (bytes) => {
    const array = unlessDataError(() => readNpy(bytes, { file }));
    if (array === undefined) return;
    read++;
    checkArray(array);
  });
  fc.assert(property, runs);
  expectBoth(read, runs.numRuns);
});

/** Small archives: the fewer bytes, the more mutations hit what matters. */
const small = {
  ntk: { shape: [2, 2], data: Float64Array.of(1, 2, 3, 4) },
  labels: { shape: [3], data: Int32Array.of(0, 2, 1) },
};
const zeros = { zeros: { shape: [100], data: new Float64Array(100) } };
const npzSeeds = [
  writeNpz(small),
  writeNpz({ ...small, ...zeros }, { compress: true }),
  ...npyFixture.archives.map(({ bytes }) => bytes),
];

test("10 000 mutated NPZ files each give a DataError or arrays that were in a seed", () => {
  const known = new Set(
    npzSeeds.flatMap((bytes) => [...readNpz(bytes).values()].map((array) => print(array))),
  );
  let read = 0;
  const property = fc.property(mutated(npzSeeds), (bytes) => {
    const arrays = unlessDataError(() => readNpz(bytes, { file }));
    if (arrays === undefined) return;
    read++;
    // Checksums let no changed entry pass, so what is read is what was written.
    for (const array of arrays.values()) {
      checkArray(array);
      if (!known.has(print(array))) expect.fail(`made up: ${print(array)}`);
    }
  });
  fc.assert(property, runs);
  expectBoth(read, runs.numRuns);
  expect(Object.prototype).toEqual({});
});

function print({ shape, dtype, data }: NpyArray): string {
  return `${dtype} (${shape.join(", ")}) ${data.join(" ")}`;
}
