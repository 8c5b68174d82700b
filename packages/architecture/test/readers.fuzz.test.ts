import {
  NetworkError,
  fromJson,
  networkHash,
  parseNetwork,
  parsePreset,
  stringifyNetwork,
  toJson,
} from "../src/index.ts";
import type { Network } from "../src/index.ts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { everything } from "./helpers.ts";

const seed = 20261122;

interface Written {
  readonly text: string;
  readonly format: "json" | "yaml";
}

/** Texts that a mutation starts from, each with the reader that takes it. */
const small = fromJson({ type: "serial", layers: [{ type: "dense" }, { type: "relu" }] });
const spatial = fromJson({
  type: "serial",
  layers: [
    { type: "conv", filterShape: [3, 2], padding: "same" },
    { type: "index", slices: [0, { step: -1 }] },
    { type: "linearMap", matrix: [[1, 2]] },
    { type: "layerNorm", spatialAxes: [1] },
  ],
});
const texts: readonly Written[] = [everything, spatial, small, small].flatMap((network) => [
  { text: stringifyNetwork(network, { format: "json" }), format: "json" },
  { text: stringifyNetwork(network, { format: "json" }), format: "yaml" },
  { text: stringifyNetwork(network, { format: "yaml" }), format: "yaml" },
]);

/** Pieces that a mutation puts in. */
const pieces = [
  ...Array.from("{}[]:,\"'&*!|>%#?-\n\t \\\u0000\uFEFF\uD800é"),
  ...[
    "__proto__",
    "constructor",
    "null",
    "true",
    "1e999",
    "-0",
    "0x1F",
    ".nan",
    "- ",
    ": ",
    "? ",
    "<<: ",
  ],
  ...[
    "---\n",
    "...\n",
    "&a",
    "*a",
    "!!js/function ",
    "|\n",
    ">-\n",
    '"type"',
    '"serial"',
    "fanOut",
    "layers",
  ],
  ...["[[[[[[[[", "{{{{{{{{", "1", "2", "3", "\n  ", "0.5", "- - - - - ", "a: a: a: "],
];

interface Edit {
  readonly at: number;
  readonly drop: number;
  readonly put: string;
  readonly times: number;
}

const edit = fc.record<Edit>({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  drop: fc.oneof(fc.constant(0), fc.nat(2), fc.nat(40)),
  put: fc.oneof(fc.constantFrom("", ...pieces), fc.string({ maxLength: 8, unit: "binary" })),
  times: fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.nat(400) }),
});
/** An edit after which the text is often still a network: a digit or a space more. */
const gentleEdit = fc.record<Edit>({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  drop: fc.constant(0),
  put: fc.constantFrom(" ", "\n", "1", "7", "0"),
  times: fc.integer({ min: 1, max: 3 }),
});
const edits = fc.oneof(
  fc.array(edit, { minLength: 1, maxLength: 4 }),
  fc.array(gentleEdit, { minLength: 1, maxLength: 2 }),
);
const mutated = fc
  .tuple(fc.constantFrom(...texts), edits)
  .map(([written, list]): Written => ({ ...written, text: list.reduce(apply, written.text) }));

function apply(text: string, { at, drop, put, times }: Edit): string {
  const from = Math.floor(at * text.length);
  return text.slice(0, from) + put.repeat(times) + text.slice(from + drop);
}

/** A network that survives the way through text, or a NetworkError: nothing else may happen. */
function expectNetworkOrError(read: () => Network): void {
  let network: Network;
  try {
    network = read();
  } catch (error) {
    if (error instanceof NetworkError && error.message.length < 2000) return;
    throw error;
  }
  expect(fromJson(toJson(network))).toStrictEqual(network);
  for (const format of ["json", "yaml"] as const) {
    const copy = parseNetwork(stringifyNetwork(network, { format }), { format });
    expect(networkHash(copy)).toBe(networkHash(network));
  }
}

test("a text with mutations is a network that round-trips, or a NetworkError", () => {
  let networks = 0;
  fc.assert(
    fc.property(mutated, ({ text, format }) => {
      expectNetworkOrError(() => {
        const network = parseNetwork(text, { format, file: "f" });
        networks++;
        return network;
      });
    }),
    { seed, numRuns: 3000 },
  );
  expect(networks, "some mutations leave a valid network").toBeGreaterThan(100);
});

test("any text at all is a network that round-trips, or a NetworkError", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "binary", maxLength: 200 }),
    fc
      .array(fc.constantFrom(...pieces, "type", "relu"), { maxLength: 60 })
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(anyText, (text) => {
      expectNetworkOrError(() => parseNetwork(text));
    }),
    { seed, numRuns: 3000 },
  );
});

test("any data at all is a network that round-trips, or a NetworkError", () => {
  const value = fc.oneof(
    fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withNullPrototype: true,
      withSparseArray: true,
    }),
    fc.record(
      {
        type: fc.constantFrom("dense", "serial", "repeat", "erf", "hermite"),
        layers: fc.array(fc.object()),
      },
      { requiredKeys: ["type"] },
    ),
    fc.record({
      type: fc.constantFrom("dense", "erf", "gaussian"),
      a: fc.double(),
      b: fc.double(),
      units: fc.integer(),
    }),
  );
  fc.assert(
    fc.property(value, (data) => {
      expectNetworkOrError(() => fromJson(data));
    }),
    { seed, numRuns: 3000 },
  );
});

test("any line at all is a preset's network that round-trips, or a NetworkError", () => {
  const line = fc
    .array(
      fc.oneof(
        fc.constantFrom("mlp", "jacot", "arora", "aroraUci", ":", ",", "=", "(", ")", "[", "]"),
        fc.constantFrom(
          "depth=2",
          "activation=erf",
          "leakyRelu(alpha=2)",
          "units=3",
          "fixedLayers=1",
          "beta=0",
        ),
        fc.string({ maxLength: 4 }),
      ),
      { maxLength: 12 },
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(line, (text) => {
      expectNetworkOrError(() => parsePreset(text));
    }),
    { seed, numRuns: 3000 },
  );
});

test("identity: JSON means the same with any white space that JSON allows between its tokens", () => {
  const tokens = JSON.stringify(toJson(everything)).match(/"[^"]*"|[-+.\w]+|[{}[\],:]/g) ?? [];
  const blank = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r", "\r\n"), maxLength: 3 });
  fc.assert(
    fc.property(fc.array(blank, { minLength: 1, maxLength: 40 }), (blanks) => {
      const text = tokens.map((token, i) => `${blanks[i % blanks.length]!}${token}`).join("");
      expect(parseNetwork(text, { format: "json" })).toStrictEqual(everything);
    }),
    { seed, numRuns: 100 },
  );
});
