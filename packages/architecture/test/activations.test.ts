import {
  abRelu,
  gaussian,
  hermite,
  isActivation,
  leakyRelu,
  polynomial,
  rbf,
} from "../src/index.ts";
import { elementwise, elu, erf, exp, expNormalized, sin } from "../src/index.ts";
import { dense, fromJson, identity, layerNorm, serial, toJson } from "../src/index.ts";
import { expect, test } from "vitest";
import { activations, networkError } from "./helpers.ts";

test("every activation is a frozen node that survives the way through JSON", () => {
  for (const node of activations) {
    expect(Object.isFrozen(node)).toBe(true);
    expect(fromJson(JSON.parse(JSON.stringify(toJson(node))))).toStrictEqual(node);
  }
});

test("activations fill in the defaults of their formulas", () => {
  expect(leakyRelu()).toStrictEqual({ type: "leakyRelu", alpha: 0.01 });
  expect(erf()).toStrictEqual({ type: "erf", a: 1, b: 1, c: 0 });
  expect(sin({ b: 2 })).toStrictEqual({ type: "sin", a: 1, b: 2, c: 0 });
  expect(rbf()).toStrictEqual({ type: "rbf", gamma: 1 });
  expect(exp()).toStrictEqual({ type: "exp", a: 1, b: 1 });
  expect(gaussian()).toStrictEqual({ type: "gaussian", a: 1, b: -1 });
  expect(expNormalized()).toStrictEqual({ type: "expNormalized", gamma: 1, shift: -1 });
  expect(elu()).toStrictEqual({ type: "elu", alpha: 1 });
});

test("activations refuse values outside of their range", () => {
  expect(networkError(() => gaussian({ b: 0 })).message).toBe(
    "gaussian.b: must be a finite number below 0, got 0",
  );
  expect(networkError(() => hermite(-1)).message).toBe(
    "hermite.degree: must be a whole number from 0 to 1000, got -1",
  );
  expect(networkError(() => polynomial([])).path).toStrictEqual(["coefficients"]);
  expect(networkError(() => polynomial([1, Number.NaN])).path).toStrictEqual(["coefficients", 1]);
  expect(networkError(() => abRelu({ a: 1 } as { a: number; b: number })).message).toBe(
    "abRelu.b: must be a finite number, but is missing",
  );
  expect(networkError(() => elementwise("__proto__")).path).toStrictEqual(["name"]);
});

test("polynomial copies its coefficients, so that the caller's list stays its own", () => {
  const coefficients = [1, 2];
  const node = polynomial(coefficients);
  coefficients[0] = 5;
  expect(node.coefficients).toStrictEqual([1, 2]);
  expect(Object.isFrozen(node.coefficients)).toBe(true);
});

test("isActivation tells functions of one unit from layers and combinators", () => {
  expect(activations.every(isActivation)).toBe(true);
  expect([dense(), layerNorm(), identity(), serial()].some(isActivation)).toBe(false);
});
