import { dense, elu, mlp, parseNetwork, serial } from "../src/index.ts";
import type { DenseNode, Network, ReluNode } from "../src/index.ts";
import { expect, expectTypeOf, test } from "vitest";

test("TypeScript refuses misspelt options and values", () => {
  // @ts-expect-error wieghtStd is no option
  expect(() => dense({ wieghtStd: 1 })).toThrow();
  // @ts-expect-error "standart" is no parametrisation
  expect(() => dense({ parameterization: "standart" })).toThrow();
  // @ts-expect-error beta is no option of elu
  expect(() => elu({ beta: 1 })).toThrow();
  // @ts-expect-error depth has no default
  expect(() => mlp({})).toThrow();
  // @ts-expect-error a number is no layer
  expect(() => serial(1)).toThrow();
  // @ts-expect-error toml is no format
  expect(parseNetwork("type: relu", { format: "toml" })).toStrictEqual({ type: "relu" });
});

test("TypeScript narrows a Network by its type and refuses to change it", () => {
  expectTypeOf<Extract<Network, { type: "dense" }>>().toEqualTypeOf<DenseNode>();
  expectTypeOf<Extract<Network, { type: "relu" }>>().toEqualTypeOf<ReluNode>();
  expectTypeOf(dense()).toEqualTypeOf<DenseNode>();
  expect(() => {
    // @ts-expect-error nodes are readonly
    dense().weightStd = 2;
  }).toThrow(TypeError);
});
