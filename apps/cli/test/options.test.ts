import { expect, test } from "vitest";
import { delimiter, listOf, oneOf, realNumber, wholeNumber } from "../src/options/value-parsers.ts";

test("wholeNumber takes digits only, within its bounds", () => {
  const parse = wholeNumber(1, 9);
  expect(parse("7")).toBe(7);
  for (const bad of ["0", "10", "1.5", "1e0", "-1", "", "x", "0x2", "Infinity"]) {
    expect(() => parse(bad)).toThrow(/whole number of at least 1 and at most 9/);
  }
});

test("realNumber takes finite numbers that its condition allows", () => {
  const parse = realNumber((value) => value >= 0, "a number of at least 0");
  expect([parse("0"), parse("1e-3"), parse(" 2 ")]).toEqual([0, 1e-3, 2]);
  for (const bad of ["-1", "", " ", "x", "Infinity", "NaN", "1e999"]) {
    expect(() => parse(bad)).toThrow(/at least 0/);
  }
});

test("lists refuse gaps and repetitions", () => {
  const parse = listOf(oneOf(["relu", "erf"]));
  expect(parse("erf, relu")).toEqual(["erf", "relu"]);
  expect(() => parse("erf,,relu")).toThrow(/commas/);
  expect(() => parse("erf,erf")).toThrow(/twice/);
  expect(() => parse("erf,gelu")).toThrow(/one of relu, erf/);
});

test("a tab can be written as a word", () => {
  expect([delimiter("tab"), delimiter("\\t"), delimiter(";")]).toEqual(["\t", "\t", ";"]);
});
