import { dense, parseNetwork, relu, serial, stringifyNetwork } from "../src/index.ts";
import { expect, test } from "vitest";
import { everySpatial, everything } from "./helpers.ts";

test.each(["json", "yaml"] as const)(
  "identity: parseNetwork reads back what is written as %s",
  (format) => {
    for (const network of [everything, everySpatial]) {
      const text = stringifyNetwork(network, { format });
      expect(parseNetwork(text, { format })).toStrictEqual(network);
      expect(text.endsWith("\n")).toBe(true);
    }
  },
);

test("stringifyNetwork writes JSON unless told otherwise", () => {
  expect(stringifyNetwork(serial(relu()))).toBe(
    '{\n  "type": "serial",\n  "layers": [\n    {\n      "type": "relu"\n    }\n  ]\n}\n',
  );
});

test("stringifyNetwork writes every option, and a node that is used twice twice", () => {
  const layer = dense();
  const text = stringifyNetwork(serial(layer, layer), { format: "yaml" });
  expect(text.match(/scaling: mean/g)).toHaveLength(2);
  expect(text).not.toMatch(/[&*]/);
});
