import { encode, fitEncoder, kFold, parseTable, readNpz, writeNpz } from "@ntkit/datasets";
import { toRows } from "@ntkit/linalg";
import { expect, test } from "vitest";

const table = parseTable("size,colour,kind\n1,red,a\n3,blue,b\n5,red,a\n");

test("a table is encoded to the same matrix", () => {
  const { x } = encode(fitEncoder(table, { target: "kind" }), table);
  // Standardised with the population's standard deviation √(8/3); then blue, red.
  const size = 2 / Math.sqrt(8 / 3);
  expect(toRows(x).map((row) => row[0])).toBeAllclose([-size, 0, size], { rtol: 1e-15 });
});

test("folds depend on the seed and on nothing else", () => {
  const folds = kFold(6, { folds: 3, seed: 1 });
  expect(folds.map(({ validation }) => Array.from(validation))).toMatchInlineSnapshot(`
    [
      [
        2,
        3,
      ],
      [
        1,
        4,
      ],
      [
        0,
        5,
      ],
    ]
  `);
});

test("an NPZ file read back holds the arrays that were written", () => {
  const bytes = writeNpz(
    { k: { shape: [1, 2], data: Float64Array.of(1.5, -2) } },
    { compress: true },
  );
  expect(readNpz(bytes).get("k")).toEqual({
    shape: [1, 2],
    data: Float64Array.of(1.5, -2),
    dtype: "f8",
  });
});
