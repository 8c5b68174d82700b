import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError, npyToMatrix, readNpz, writeNpz } from "@ntkit/datasets";
import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { readModel } from "../src/model/read-model.ts";
import { sha256 } from "../src/model/write-model.ts";
import { quick, ring, wave } from "./tables.ts";
import { workspace } from "./workspace.ts";

let text = "";
let arrays = new Uint8Array();

beforeEach(async () => {
  if (text !== "") return;
  const { run, path, read } = await workspace({ "ring.csv": ring });
  await run(`fit ring.csv --target kind ${quick} --out m`);
  text = await read("m/model.json");
  arrays = new Uint8Array(await readFile(join(path, "m/arrays.npz")));
});

/** The message of the error with which a changed model is refused; predict ends with exit code 3. */
async function refusal(model: string, npz: Uint8Array = arrays): Promise<string> {
  const { json } = await workspace({
    "ring.csv": ring,
    "m/model.json": model,
    "m/arrays.npz": npz,
  });
  const { code, value } = await json("predict m ring.csv");
  expect(code).toBe(3);
  expect(value.error.code).toBe("data");
  return value.error.message;
}

/** The parts of model.json that tests change. */
interface Editable {
  version?: number;
  format: string;
  extra?: number;
  arrays: { file: string; sha256: string };
  solver?: {
    extra?: number;
    offsets: number[];
    temperature?: number;
    intervalFactor?: number;
  };
  network: { layers: { weightStd: number; type: string }[] };
  encoder: { columns: { kind: string }[] };
  target: { classes: string[] };
  data: { rows: number };
}

function changed(change: (model: Editable) => void): string {
  const model = JSON.parse(text) as Editable;
  change(model);
  return JSON.stringify(model);
}

test("a model folder reads back as it was written", async () => {
  const { path } = await workspace({ "m/model.json": text, "m/arrays.npz": arrays });
  const { model, record } = await readModel(join(path, "m"), "m");
  expect(record.format).toBe("ntkit-model");
  expect(model.target).toEqual({
    name: "kind",
    task: "classification",
    classes: ["inside", "outside"],
  });
  expect(model.features.rows).toBe(60);
  expect(npyToMatrix(readNpz(arrays).get("features")!)).toEqual(model.features);
});

test.each<[string, (model: Editable) => void, RegExp]>([
  [
    "of a newer version",
    (m) => (m.version = 2),
    /version must be 1, got 2; it was written by a newer ntkit: update/,
  ],
  ["of an older version", (m) => (m.version = 0), /version must be 1, got 0; fit the table again/],
  ["without a version", (m) => delete m.version, /version must be 1, got none/],
  ["of another format", (m) => (m.format = "other"), /format must be "ntkit-model", got "other"/],
  [
    "with a path that climbs",
    (m) => (m.arrays.file = "../arrays.npz"),
    /must be a plain file name/,
  ],
  ["with dots in a name", (m) => (m.arrays.file = "a..npz"), /must not contain "\.\."/],
  ["with an absolute path", (m) => (m.arrays.file = "/etc/passwd"), /must be a plain file name/],
  ["with a path on Windows", (m) => (m.arrays.file = "C:\\x.npz"), /must be a plain file name/],
  ["with an unknown key", (m) => (m.extra = 1), /Unrecognized key: "extra"/],
  ["with an unknown key within", (m) => (m.solver!.extra = 1), /Unrecognized key: "extra"/],
  ["without a solver", (m) => delete m.solver, /solver/],
  [
    "with another network",
    (m) => (m.network.layers[0]!.weightStd = 2),
    /network must have the hash/,
  ],
  [
    "with a broken network",
    (m) => (m.network.layers[0]!.type = "dance"),
    /network must be valid: .*did you mean dense/,
  ],
  ["with a broken encoder", (m) => (m.encoder.columns[0]!.kind = "date"), /columns\[0\]/],
  ["with too few classes", (m) => (m.target.classes = ["inside"]), /classes/],
  ["with too many offsets", (m) => m.solver!.offsets.push(0), /solver must have 2 offsets, got 3/],
  ["of other rows", (m) => (m.data.rows = 59), /array features must have shape 59×5, got 60×5/],
  [
    "with another hash of its arrays",
    (m) => (m.arrays.sha256 = "0".repeat(64)),
    /must have the SHA-256/,
  ],
  ["without temperature", (m) => delete m.solver!.temperature, /temperature/],
])("a model %s is refused", async (_, change, message) => {
  expect(await refusal(changed(change))).toMatch(message);
});

test("keys that reach a prototype are refused, wherever they are", async () => {
  for (const key of ["__proto__", "constructor", "prototype"]) {
    const top = text.replace("{", `{"${key}": {"polluted": true},`);
    expect(await refusal(top)).toMatch(/keys must not be __proto__/);
    const deep = text.replace('"encoder": {', `"encoder": {"${key}": {"polluted": true},`);
    expect(await refusal(deep)).toMatch(/keys must not be __proto__/);
  }
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test("cut, empty and foreign files are refused", async () => {
  expect(await refusal("")).toMatch(/must be the JSON of a model/);
  expect(await refusal(text.slice(0, 500))).toMatch(/must be the JSON of a model/);
  expect(await refusal("[]")).toMatch(/format must be "ntkit-model"/);
  expect(await refusal("null")).toMatch(/format must be "ntkit-model"/);
  expect(await refusal(text, arrays.subarray(0, 200))).toMatch(/must have the SHA-256/);
  const rubbish = new TextEncoder().encode("not an archive");
  const signed = changed((m) => (m.arrays.sha256 = sha256(rubbish)));
  expect(await refusal(signed, rubbish)).toMatch(/arrays\.npz/);
  const lacking = writeNpz({ features: npyToMatrix(readNpz(arrays).get("features")!) });
  const partial = changed((m) => (m.arrays.sha256 = sha256(lacking)));
  expect(await refusal(partial, lacking)).toMatch(
    /array coefficients must have shape 60×2, got none/,
  );
});

test("a folder without a model, and a file, are refused", async () => {
  const { json } = await workspace({ "ring.csv": ring, "empty/x": "" });
  for (const model of ["empty", "nowhere", "ring.csv"]) {
    const { code, value } = await json(`predict ${model} ring.csv`);
    expect(code).toBe(3);
    expect(value.error.message).toMatch(/model\.json: file of the model must be readable/);
  }
});

test("a model for numbers needs its interval", async () => {
  const { run, read, json, write } = await workspace({ "wave.csv": wave });
  await run(`fit wave.csv --target height ${quick} --out m`);
  const model = JSON.parse(await read("m/model.json")) as Editable;
  delete model.solver!.intervalFactor;
  await write("m/model.json", JSON.stringify(model));
  expect((await json("predict m wave.csv")).code).toBe(3);
});

test("2000 mutated model files are read or refused with a DataError, never anything else", async () => {
  const { path, write } = await workspace({ "m/model.json": text, "m/arrays.npz": arrays });
  let refused = 0;
  const mutation = fc.record({
    at: fc.nat(text.length - 1),
    cut: fc.nat(12),
    insert: fc.oneof(
      fc.constantFrom(
        "{",
        "}",
        "[",
        "]",
        ",",
        '"',
        "null",
        "-1",
        "1e400",
        "NaN",
        "../",
        "\\u0000",
        '"__proto__":1,',
      ),
      fc.string({ maxLength: 6 }),
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 3 }), async (mutations) => {
      const mutated = mutations.reduce(
        (all, { at, cut, insert }) => all.slice(0, at) + insert + all.slice(at + cut),
        text,
      );
      await write("m/model.json", mutated);
      try {
        await readModel(join(path, "m"), "m");
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
        refused++;
      }
    }),
    { numRuns: 2000, seed: 20261122 },
  );
  expect(refused).toBeGreaterThan(1000);
  expect(refused).toBeLessThan(2000);
});
