import { erf, jacot, leakyRelu, mlp, parsePreset, polynomial } from "../src/index.ts";
import { expect, test } from "vitest";
import { networkError } from "./helpers.ts";

test("parsePreset reads a preset's name and options", () => {
  expect(parsePreset("mlp:depth=3,activation=erf,biasStd=0.1")).toStrictEqual(
    mlp({ depth: 3, activation: erf(), biasStd: 0.1 }),
  );
  expect(parsePreset(" jacot : depth = 2 , beta = 1e-1 ")).toStrictEqual(
    jacot({ depth: 2, beta: 0.1 }),
  );
  expect(parsePreset("mlp:depth=1,biasStd=null,parameterization=standard")).toStrictEqual(
    mlp({ depth: 1, biasStd: null, parameterization: "standard" }),
  );
});

test("parsePreset reads an activation's options in brackets", () => {
  expect(parsePreset("mlp:activation=leakyRelu(alpha=0.2),depth=2")).toStrictEqual(
    mlp({ depth: 2, activation: leakyRelu({ alpha: 0.2 }) }),
  );
  expect(parsePreset("mlp:depth=1,activation=polynomial(coefficients=[0, 1, 0.5])")).toStrictEqual(
    mlp({ depth: 1, activation: polynomial([0, 1, 0.5]) }),
  );
});

test.each([
  ["mpl:depth=2", 'parsePreset: unknown preset "mpl", did you mean mlp?', "mlp"],
  [
    "aroraUCI:depth=2",
    'parsePreset: unknown preset "aroraUCI", did you mean aroraUci?',
    "aroraUci",
  ],
  ["", 'parsePreset: unknown preset "", known are mlp, jacot, arora, aroraUci', undefined],
  ["__proto__", 'unknown preset "__proto__", known are', undefined],
  ["mlp", "mlp.depth: must be a whole number from 0 to 100000, but is missing", undefined],
  ["mlp:dpth=2", "mlp.dpth: unknown option, did you mean depth?", "depth"],
  ["mlp:depth", 'mlp: must be option=value, got "depth"', undefined],
  ["mlp:depth=1,depth=2", "mlp.depth: is written twice", undefined],
  ["mlp:depth=two", 'mlp.depth: must be a whole number from 0 to 100000, got "two"', undefined],
  [
    "mlp:depth=1,weightStd=1e999",
    "mlp.weightStd: must be a finite number of at least 0, got Infinity",
    undefined,
  ],
  ["mlp:depth=1,activation=er", 'parsePreset: unknown activation "er", did you mean erf?', "erf"],
  ["mlp:depth=1,activation=serial", 'parsePreset: unknown activation "serial"', undefined],
  [
    "mlp:depth=1,activation=leakyRelu(alpa=2)",
    "leakyRelu.alpa: unknown option, did you mean alpha?",
    "alpha",
  ],
  ["mlp:depth=1,activation=hermite", "hermite.degree: must be a whole number", undefined],
  ["mlp:depth=1,__proto__=1", "mlp.__proto__: unknown option", undefined],
  [`mlp:depth=${"1".repeat(20_000)}`, "parsePreset: must have at most 10000 characters", undefined],
])("parsePreset(%j) says what is wrong", (text, message, nearest) => {
  const error = networkError(() => parsePreset(text));
  expect(error.message).toContain(message);
  if (nearest !== undefined) expect(error.nearest).toBe(nearest);
});
