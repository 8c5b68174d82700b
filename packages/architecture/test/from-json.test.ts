import { fromJson, toJson } from "../src/index.ts";
import type { SerialNode } from "../src/index.ts";
import { expect, test } from "vitest";
import { everything, networkError } from "./helpers.ts";

test("identity: fromJson(toJson(network)) equals the network, and shares nothing with the data", () => {
  const data = toJson(everything);
  const network = fromJson(data);
  expect(network).toStrictEqual(everything);
  expect(Object.isFrozen(data)).toBe(false);
  (data as { layers: unknown[] }).layers.length = 0;
  expect(network).toStrictEqual(everything);
});

test("fromJson fills in defaults and freezes the whole tree", () => {
  const network = fromJson({ type: "serial", layers: [{ type: "dense" }, { type: "erf", b: 2 }] });
  expect(network).toStrictEqual({
    type: "serial",
    layers: [
      {
        type: "dense",
        weightStd: 1,
        biasStd: null,
        parameterization: "ntk",
        trainable: true,
        scaling: "mean",
      },
      { type: "erf", a: 1, b: 2, c: 0 },
    ],
  });
  expect(Object.isFrozen((network as SerialNode).layers[1])).toBe(true);
});

test("fromJson reads -0 as 0, so that equal networks have equal text", () => {
  expect(fromJson({ type: "erf", a: -0 })).toStrictEqual({ type: "erf", a: 0, b: 1, c: 0 });
});

test.each([
  [undefined, "network: must be an object with a type, but is missing"],
  [null, "network: must be an object with a type, got null"],
  [[], "network: must be an object with a type, got a list of 0"],
  ["relu", 'network: must be an object with a type, got "relu"'],
  [{ type: "Dense" }, 'type: unknown type "Dense", did you mean dense?'],
  [{ type: "leakyrelu" }, 'type: unknown type "leakyrelu", did you mean leakyRelu?'],
  [{ type: "toString" }, 'type: unknown type "toString", the types are dense, conv, convTranspose'],
  [{ tpye: "relu" }, "tpye: unknown option, did you mean type?"],
  [{}, "network: must have a type, one of dense,"],
  [{ type: "relu", alpha: 1 }, "alpha: unknown option, there are no options here"],
  [{ type: "hermite", degre: 1 }, "degre: unknown option, did you mean degree?"],
  [
    { type: "serial", layers: [{ type: "relu" }, 4] },
    "layers[1]: must be an object with a type, got 4",
  ],
  [{ type: "serial", layer: [] }, "layer: unknown option, did you mean layers?"],
  [{ type: "repeat", times: 2 }, "layer: must be an object with a type, but is missing"],
  [{ type: "dense", units: 3n }, "units: must be a whole number of at least 1, got 3n"],
])("fromJson(%o) says where and what must hold", (value, message) => {
  expect(networkError(() => fromJson(value)).message).toContain(message);
});

test("fromJson refuses __proto__ as a key and leaves every prototype alone", () => {
  const value: unknown = JSON.parse('{"type":"dense","__proto__":{"weightStd":3}}');
  expect(networkError(() => fromJson(value)).path).toStrictEqual(["__proto__"]);
  expect(({} as { weightStd?: number }).weightStd).toBeUndefined();
});

test("fromJson refuses data that contains itself", () => {
  const value = { type: "serial", layers: [] as unknown[] };
  value.layers.push(value);
  expect(networkError(() => fromJson(value)).message).toContain("inside one another");
});

test("fromJson refuses endless lists without walking them", () => {
  const value = { type: "polynomial", coefficients: new Array(4_000_000_000) };
  expect(networkError(() => fromJson(value)).message).toContain("at most");
});
