import { dense, fanOut, fromJson, parallel, relu, repeat, serial } from "../src/index.ts";
import type { Network } from "../src/index.ts";
import { expect, test } from "vitest";
import { networkError } from "./helpers.ts";

test("combinators keep the nodes that they are given, and are frozen", () => {
  const layer = relu();
  const network = serial(layer, repeat(layer, 2), parallel(layer));
  expect(network.layers[0]).toBe(layer);
  expect(Object.isFrozen(network.layers)).toBe(true);
  expect(network).toStrictEqual({
    type: "serial",
    layers: [
      { type: "relu" },
      { type: "repeat", layer: { type: "relu" }, times: 2 },
      { type: "parallel", branches: [{ type: "relu" }] },
    ],
  });
});

test("an empty serial and a repeat of 0 times are valid: they are the identity", () => {
  expect(fromJson(serial())).toStrictEqual({ type: "serial", layers: [] });
  expect(fromJson(repeat(dense(), 0))).toStrictEqual(repeat(dense(), 0));
});

test("combinators refuse what is not a node", () => {
  expect(networkError(() => serial(relu(), 3 as unknown as Network)).message).toBe(
    "serial.layers[1]: must be a node that a constructor or fromJson returned, got 3",
  );
  expect(networkError(() => repeat({ type: "relu" }, 1)).path).toStrictEqual(["layer"]);
  expect(networkError(() => repeat(relu(), 1.5)).message).toBe(
    "repeat.times: must be a whole number of at least 0, got 1.5",
  );
  expect(networkError(() => parallel()).message).toBe(
    "parallel.branches: must be a list of at least one network, got a list of 0",
  );
  expect(networkError(() => fanOut(0)).path).toStrictEqual(["count"]);
});
