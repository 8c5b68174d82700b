import fc from "fast-check";
import { expect, test } from "vitest";

import { DataError } from "../src/data-error.ts";
import { fitEncoder } from "../src/encoding/fit-encoder.ts";
import { parseTable } from "../src/table/parse-table.ts";
import { validateEncoder } from "../src/encoding/validate-encoder.ts";

const encoder = fitEncoder(parseTable("size,colour\n1,red\n2,blue\n"));
const text = JSON.stringify(encoder);

test.each([
  ["null", "null", "encoder must be an object, got null"],
  ["a list", "[]", "encoder must be an object, got a list of 0"],
  [
    "another format",
    text.replace("ntkit-encoder", "x"),
    'format must be one of ntkit-encoder, got "x"',
  ],
  [
    "a later version",
    text.replace('"version":1', '"version":2'),
    "version must be one of 1, got 2",
  ],
  [
    "an unknown key",
    text.replace('"version"', '"__proto__":{},"version"'),
    'encoder must have no key but format, version, standardize, missing, unknownLevels, columns, got "__proto__"',
  ],
  [
    "no columns",
    text.replace(/\[\{.*\]/, "[]"),
    "columns must be a list with entries, got a list of 0",
  ],
  ["a deviation of 0", text.replace('"sd":0.5', '"sd":0'), "columns[0].sd must be positive, got 0"],
  [
    "a mean of null",
    text.replace('"mean":1.5', '"mean":null'),
    "columns[0].mean must be a finite number, got null",
  ],
  ["a lacking key", text.replace('"mean":1.5,', ""), "columns[0].mean must be there, got nothing"],
  [
    "another kind",
    text.replace('"kind":"category"', '"kind":"x"'),
    'columns[1].kind must be one of number, category, got "x"',
  ],
  [
    "a level twice",
    text.replace('["blue","red"]', '["blue","blue"]'),
    'columns[1].levels must have distinct names, got "blue"',
  ],
  [
    "a strange mode",
    text.replace('"mode":"blue"', '"mode":"grey"'),
    'columns[1].mode must be one of blue, red, got "grey"',
  ],
  [
    "a name twice",
    text.replace('"name":"colour"', '"name":"size"'),
    'columns must have distinct names, got "size"',
  ],
])("an encoder file with %s is refused with the place in it", (_, json, message) => {
  expect(() => validateEncoder(JSON.parse(json), { file: "e.json" })).toThrow(`e.json: ${message}`);
});

test("a mutated encoder is either valid or a DataError, and no prototype is touched", () => {
  const json = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(
      null,
      [],
      {},
      "",
      -1,
      0,
      1e308,
      JSON.parse('{"__proto__":{"polluted":1}}'),
    ),
  );
  const keys = ["format", "version", "standardize", "missing", "unknownLevels", "columns"];
  const columnKeys = ["kind", "name", "mean", "sd", "levels", "mode", "indicator", "__proto__"];
  fc.assert(
    fc.property(
      fc.constantFrom(...keys, ...columnKeys),
      fc.integer({ min: 0, max: 1 }),
      json,
      (key, index, value) => {
        const record = JSON.parse(text) as Record<string, unknown> & { columns: object[] };
        const place = keys.includes(key) ? record : record.columns[index]!;
        Object.defineProperty(place, key, { value, enumerable: true });
        try {
          expect(validateEncoder(record)).toEqual(record);
        } catch (error) {
          expect(error).toBeInstanceOf(DataError);
        }
      },
    ),
    { numRuns: 10_000, seed: 1 },
  );
  expect(Object.prototype).not.toHaveProperty("polluted");
});
