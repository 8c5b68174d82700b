import type { FactorSource, PortableSource } from "../src/network/factor-source.ts";
import { matrix, plainEngine } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { suitsWorkers } from "../src/workers/suits-workers.ts";

const outputs = 9;

function source(parameterCount: number | undefined): FactorSource {
  const portable =
    parameterCount === undefined ? undefined : ({ parameterCount } as unknown as PortableSource);
  return { outputs, portable } as unknown as FactorSource;
}

/** Whether four workers are asked for a kernel of `n` examples, each of which has 10 rows. */
function suits(
  { parameters, n }: { readonly parameters: number | undefined; readonly n: number },
  options: { readonly engine?: typeof plainEngine; readonly rows?: number } = {},
): boolean {
  const { engine, rows } = options;
  return suitsWorkers(
    {
      source: source(parameters),
      x1: matrix(n, 1),
      x2: undefined,
      form: "trace",
      key: undefined,
      cotangents: rows === undefined ? undefined : matrix(rows, outputs),
      engine,
    },
    4,
  );
}

const [few, many] = [2 ** 20, 2 ** 20 + 1];
const engine = plainEngine;

test("without an engine workers do everything", () => {
  expect(suits({ parameters: many, n: 1 })).toBe(true);
});

test("with an engine, it does what has many parameters and few rows for each worker", () => {
  expect(suits({ parameters: many, n: 36 }, { engine })).toBe(false);
  expect(suits({ parameters: many, n: 37 }, { engine })).toBe(true);
  expect(suits({ parameters: few, n: 1 }, { engine })).toBe(true);
});

test("rows are those of the functions that are asked for", () => {
  expect(suits({ parameters: many, n: 40 }, { engine, rows: 1 })).toBe(false);
  expect(suits({ parameters: many, n: 40 }, { engine, rows: 9 })).toBe(true);
});

test("workers are given what they cannot rebuild, to refuse it", () => {
  expect(suits({ parameters: undefined, n: 1 }, { engine })).toBe(true);
});
