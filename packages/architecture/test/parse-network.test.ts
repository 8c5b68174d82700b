import { limits, mlp, parseNetwork, stringifyNetwork } from "../src/index.ts";
import type { Network, ParseOptions } from "../src/index.ts";
import { describe, expect, test } from "vitest";
import { networkError } from "./helpers.ts";

const file = "net.json";
const misspelt = `{
  "type": "serial",
  "layers": [
    { "type": "dense", "wieghtStd": 1.4 },
    { "type": "relu" }
  ]
}`;

test("parseNetwork reads JSON and YAML to the same frozen network", () => {
  const json = '{"type":"serial","layers":[{"type":"dense","weightStd":2},{"type":"relu"}]}';
  const yaml =
    "# two layers\ntype: serial\nlayers:\n  - type: dense\n    weightStd: 2\n  - { type: relu }\n";
  const network = parseNetwork(json, { format: "json" });
  expect(parseNetwork(yaml)).toStrictEqual(network);
  expect(parseNetwork(json)).toStrictEqual(network);
  expect(Object.isFrozen(network)).toBe(true);
  expect(network).toMatchObject({
    layers: [{ type: "dense", weightStd: 2, biasStd: null }, { type: "relu" }],
  });
});

test("parseNetwork says file, line, column, path and what was probably meant", () => {
  const error = networkError(() => parseNetwork(misspelt, { file }));
  expect(error.message).toBe(
    "net.json:4:24 layers[0].wieghtStd: unknown option, did you mean weightStd?",
  );
  expect(error).toMatchObject({
    code: "network",
    path: ["layers", 0, "wieghtStd"],
    file,
    line: 4,
    column: 24,
    nearest: "weightStd",
  });
  expect(error.name).toBe("NetworkError");
});

test.each<[string, string]>([
  ["type: dense\nunits: -1", "2:8 units: must be a whole number of at least 1, got -1"],
  [
    "type: dense\nweightStd: .inf",
    "2:12 weightStd: must be a finite number of at least 0, got Infinity",
  ],
  [
    "type: dense\nweightStd: 1e999",
    "2:12 weightStd: must be a finite number of at least 0, got Infinity",
  ],
  ["type: dense\nweightStd:", "2:11 weightStd: must be a finite number of at least 0, got null"],
  ["type: dens", '1:7 type: unknown type "dens", did you mean dense?'],
  ["typ: dense", "1:1 typ: unknown option, did you mean type?"],
  [
    "type: serial\nlayers:\n  - type: hermite\n",
    "3:5 layers[0].degree: must be a whole number from 0 to 1000, but is missing",
  ],
  ["type: relu\ntype: erf", "2:1 type: is written twice"],
  [
    "type: serial\nlayers:\n- type: fanOut\n  count: 2\n- type: relu",
    "5:3 layers[1]: a relu must follow one signal",
  ],
  ["type: relu\n__proto__: {}", "2:1 __proto__: unknown option"],
  ["", "1:1 network: must be an object with a type, got nothing"],
  ["# nothing\n", "1:1 network: must be an object with a type, got nothing"],
  ["- type: relu", "1:1 network: must be an object with a type, got a list of 1"],
  ["1: relu", "1:1 network: must have strings for keys"],
  ["? [a]\n: b", "1:3 network: must have strings for keys"],
  ["type: {type: relu", "1:18 network: is not valid YAML, Flow map in block collection"],
  ["{type: relu}}", "1:13 network: is not valid YAML, "],
  ["type: relu\n\tx: 1", "2:1 network: is not valid YAML, "],
])("parseNetwork points into the text %j", (text, message) => {
  expect(networkError(() => parseNetwork(text)).message).toContain(message);
});

test.each([
  ["anchors", "type: &t relu", "1:7"],
  ["aliases", "type: *t", "1:7"],
  ["tags", "type: !!str relu", "1:7"],
  ["tags", "!!js/function {type: relu}", "1:1"],
  ["directives", "%YAML 1.1\n---\ntype: relu", "1:1"],
])("parseNetwork refuses YAML %s, as in %j", (what, text, place) => {
  expect(networkError(() => parseNetwork(text)).message).toBe(
    `${place} network: YAML ${what} are not allowed`,
  );
});

test("parseNetwork takes signs that start anchors for letters inside of scalars", () => {
  for (const name of ['"&a"', "|-\n  *a", "'!a'"]) {
    const error = networkError(() => parseNetwork(`type: elementwise\nname: ${name}`));
    expect(error.path).toStrictEqual(["name"]);
  }
});

test("parseNetwork refuses several documents", () => {
  const error = networkError(() => parseNetwork("type: relu\n---\ntype: erf\n"));
  expect(error.message).toContain("must be one document");
});

test("parseNetwork takes a byte-order mark and Windows line ends", () => {
  expect(parseNetwork("\uFEFFtype: relu\r\n")).toStrictEqual({ type: "relu" });
  const error = networkError(() => parseNetwork(misspelt.replaceAll("\n", "\r\n")));
  expect(error).toMatchObject({ line: 4, column: 24 });
});

describe("format", () => {
  const yamlOnly = "{type: relu}";
  test.each<[ParseOptions]>([[{ format: "json" }], [{ file: "net.json" }], [{ file: "NET.JSON" }]])(
    "%o reads JSON only",
    (options) => {
      const error = networkError(() => parseNetwork(yamlOnly, options));
      expect(error.message).toContain("network: is not valid JSON");
      expect(error.cause).toBeInstanceOf(SyntaxError);
    },
  );
  test.each<[ParseOptions]>([[{}], [{ file: "net.yaml" }], [{ format: "yaml", file: "net.json" }]])(
    "%o reads YAML, of which JSON is a part",
    (options) => {
      expect(parseNetwork(yamlOnly, options)).toStrictEqual({ type: "relu" });
      expect(parseNetwork('{"type":\t"relu"}', options)).toStrictEqual({ type: "relu" });
    },
  );
  test("JSON that is cut off is refused with a position", () => {
    const error = networkError(() => parseNetwork('{"type": "relu",\n}', { file }));
    expect(error).toMatchObject({ file, line: 2, column: 1 });
  });
});

describe("limits", () => {
  test.each(["[", "{", '{"a":', "- ", "a: ", "? ", "[{a: ", '{"type":"serial","layers":['])(
    "%j a hundred thousand times is a NetworkError, not a stack overflow",
    (text) => {
      const error = networkError(() =>
        parseNetwork(text.repeat(100_000).slice(0, limits.textBytes)),
      );
      expect(error.message).toContain("at most 256 lists and objects inside one another");
      expect(error.line).toBe(1);
    },
  );

  test("nested lists and objects are counted as the limit says", () => {
    const nested = (depth: number): string =>
      `${'{"type":"repeat","times":1,"layer":'.repeat(depth)}{"type":"relu"}${"}".repeat(depth)}`;
    const deepest = parseNetwork(nested(limits.nesting - 1), { format: "json" });
    for (const format of ["json", "yaml"] as const) {
      expect(parseNetwork(stringifyNetwork(deepest, { format }))).toStrictEqual(deepest);
    }
    expect(networkError(() => parseNetwork(nested(limits.nesting))).message).toContain(
      "at most 256",
    );
  });

  test("a text is refused by its size before it is read", () => {
    const error = networkError(() => parseNetwork("é".repeat(limits.textBytes)));
    expect(error.message).toBe("network: must have at most 1048576 bytes of text, got 2097152");
    expect(networkError(() => parseNetwork(" ".repeat(1e8))).message).toContain("got 100000000");
  });

  test("repeats that multiply are refused by the size of what they write out", () => {
    const bomb = `${"{type: repeat, times: 1000000, layer: ".repeat(9)}{type: relu}${"}".repeat(9)}`;
    expect(networkError(() => parseNetwork(bomb)).message).toContain("at most 1000000 nodes");
  });

  test("a network of 2000 written-out layers is within them", () => {
    const network: Network = mlp({ depth: 1000 });
    expect(parseNetwork(stringifyNetwork(network))).toStrictEqual(network);
    expect(parseNetwork(JSON.stringify(network), { format: "json" })).toStrictEqual(network);
  });
});
