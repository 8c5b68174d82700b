import { fromJson, networkSchema, toJson } from "../src/index.ts";
import { expect, test } from "vitest";
import * as z from "zod";
import { activations, everySpatial, everything } from "./helpers.ts";

/** An independent reading of the schema: zod's own JSON Schema reader. */
const reader = z.fromJSONSchema(networkSchema);

test("networkSchema accepts what fromJson accepts", () => {
  for (const network of [everything, everySpatial, ...activations]) {
    expect(reader.safeParse(toJson(network)).success).toBe(true);
  }
  expect(reader.safeParse({ type: "dense" }).success).toBe(true);
});

test.each([
  { type: "dens" },
  { type: "dense", wieghtStd: 1 },
  { type: "dense", weightStd: -1 },
  { type: "dense", units: 1.5 },
  { type: "hermite" },
  { type: "gaussian", b: 0 },
  { type: "serial", layers: [{ type: "serial", layers: [{ type: "relu", x: 1 }] }] },
  { type: "elementwise", name: "__proto__" },
  { type: "conv" },
  { type: "conv", filterShape: [3, 0] },
  { type: "avgPool", windowShape: [2], padding: "SAME" },
  { type: "layerNorm", spatialAxes: [0] },
  { type: "dropout", keepRate: 0 },
  { type: "index", slices: [{ begin: 1 }] },
  { type: "linearMap", matrix: [] },
  { type: "selfAttention", mechanism: "tanh" },
])("networkSchema and fromJson both refuse %o", (value) => {
  expect(reader.safeParse(value).success).toBe(false);
  expect(() => fromJson(value)).toThrow();
});

test("networkSchema names its draft and describes every node and every option", () => {
  const { $schema, $defs } = networkSchema as {
    $schema: string;
    $defs: Record<string, z.core.JSONSchema.JSONSchema>;
  };
  expect($schema).toBe("https://json-schema.org/draft/2020-12/schema");
  const { network, ...nodes } = $defs;
  expect(network).toMatchObject({ title: "Network" });
  expect(Object.keys(nodes)).toHaveLength(52);
  for (const node of Object.values(nodes)) {
    expect(node.description).toMatch(/\.$/);
    const options = Object.entries(node.properties ?? {}).filter(([name]) => name !== "type");
    for (const [, option] of options) {
      expect((option as { description?: string }).description).toMatch(/\.$/);
    }
  }
});
