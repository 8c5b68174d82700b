import {
  dense,
  networkHash,
  parseNetwork,
  relu,
  serial,
  stringifyNetwork,
} from "@ntkit/architecture";
import { expect, test } from "vitest";

const network = serial(dense({ weightStd: Math.SQRT2, biasStd: 0.1 }), relu(), dense());

test("a network read back from YAML and from JSON is the same data", () => {
  for (const format of ["json", "yaml"] as const) {
    const text = stringifyNetwork(network, { format });
    expect(parseNetwork(text, { format })).toEqual(network);
  }
});

test("networkHash is the same on every machine", () => {
  expect(networkHash(network)).toMatchInlineSnapshot(
    `"727e2e9bd46c9b89470bff5fe7f5e74116f6b171f34fd967ff57891999db76c0"`,
  );
});

test("parseNetwork points at a misspelt option and names the nearest", () => {
  const text = '{ "type": "dense", "wieghtStd": 2 }';
  expect(() => parseNetwork(text, { format: "json" })).toThrow(/wieghtStd[\s\S]*weightStd/);
});
