import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { npyToMatrix, readNpz, writeNpy } from "@ntkit/datasets";
import { type Matrix, fromRows, matrix } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { fullyConnected } from "./fully-connected.ts";
import { type Workspace, workspace } from "./workspace.ts";

const x1 = matrix(
  3,
  4,
  Float64Array.from({ length: 12 }, (_, k) => {
    const [i, j] = [Math.floor(k / 4), k % 4];
    return Math.sin(1 + 2.3 * i + 0.9 * j + 0.37 * i * j);
  }),
);
const x2 = matrix(
  2,
  4,
  Float64Array.from({ length: 8 }, (_, k) => {
    const [i, j] = [Math.floor(k / 4), k % 4];
    return 1.5 * Math.cos(0.4 + 1.7 * i - 0.6 * j + 0.21 * i * j);
  }),
);
const inputs = { "a.npy": writeNpy(x1), "b.npy": writeNpy(x2) };

interface Reference {
  readonly cross: Readonly<Record<"nngp" | "ntk", number[][]>>;
  readonly self: Readonly<Record<"nngp" | "ntk", number[][]>>;
}
const fixtures = new URL(
  "../../../packages/kernels/test/fixtures/neural-tangents.json",
  import.meta.url,
);
const references = JSON.parse(readFileSync(fixtures, "utf8")) as Record<string, Reference>;

async function arrays({ path }: Workspace, name: string): Promise<Map<string, Matrix>> {
  const found = readNpz(await readFile(join(path, name)));
  return new Map([...found].map(([key, array]) => [key, npyToMatrix(array)]));
}

describe("reference: kernel agrees with neural-tangents 0.6.6 to 1e-12 relative (tanh: 3e-6, its error)", () => {
  test.each(Object.entries(fullyConnected))("%s", async (name, network) => {
    const place = await workspace({ ...inputs, "net.json": JSON.stringify(network) });
    const kernel = "kernel --network net.json --x1 a.npy";
    expect((await place.run(`${kernel} --x2 b.npy --get ntk,nngp --out cross.npz`)).code).toBe(0);
    expect((await place.run(`${kernel} --out self.npz`)).code).toBe(0);
    const tolerance = name === "fc_num_tanh80" ? { rtol: 3e-6 } : { rtol: 1e-12 };
    for (const which of ["cross", "self"] as const) {
      const found = await arrays(place, `${which}.npz`);
      expect([...found.keys()].sort()).toEqual(["nngp", "ntk"]);
      for (const kind of ["nngp", "ntk"] as const) {
        expect(found.get(kind)!).toBeAllclose(references[name]![which][kind], tolerance);
      }
    }
  });

  test("no fully connected case of the fixture is left out", () => {
    const cases = Object.keys(references).filter((name) => name.startsWith("fc_"));
    expect(Object.keys(fullyConnected).sort()).toEqual(cases.sort());
  });
});

test("--get chooses the arrays; CSV inputs may have a header, a preset may name the network", async () => {
  const place = await workspace({ "a.csv": "p,q\n1,2\n3,4\n", "b.csv": "5,6\n" });
  const { value } = await place.json(
    "kernel --network mlp:depth=1 --x1 a.csv --x2 b.csv --get ntk --out k.npz",
  );
  expect(value).toMatchObject({
    command: "kernel",
    out: "k.npz",
    arrays: { ntk: { shape: [2, 1] } },
  });
  expect([...(await arrays(place, "k.npz")).keys()]).toEqual(["ntk"]);
});

test("integer and float32 arrays, Fortran order too, are read as they are", async () => {
  const data = Int32Array.of(1, 2, 3, 4);
  const place = await workspace({
    "i.npy": writeNpy({ shape: [2, 2], data }),
    "f.npy": writeNpy({ shape: [2, 2], data: Float32Array.from(data) }),
    "d.npy": writeNpy(
      fromRows([
        [1, 2],
        [3, 4],
      ]),
    ),
  });
  const found = await Promise.all(
    ["i", "f", "d"].map(async (name) => {
      await place.run(`kernel --network jacot:depth=2 --x1 ${name}.npy --out ${name}.npz`);
      return (await arrays(place, `${name}.npz`)).get("ntk")!.data;
    }),
  );
  expect(found[0]).toEqual(found[2]);
  expect(found[1]).toEqual(found[2]);
});

test.each([
  [
    "columns that do not match",
    { "b.npy": writeNpy(matrix(2, 3)) },
    /as many columns as a\.npy \(3×4\), got 2×3/,
  ],
  [
    "a vector",
    { "b.npy": writeNpy({ shape: [4], data: new Float64Array(4) }) },
    /shape \[rows, columns\]/,
  ],
  ["no rows", { "b.npy": writeNpy(matrix(0, 4)) }, /none 0, got \[0, 4\]/],
  [
    "NaN",
    { "b.npy": writeNpy(matrix(1, 4, Float64Array.of(1, NaN, 3, 4))) },
    /finite.*NaN in row 0, column 1/,
  ],
  ["a cut file", { "b.npy": writeNpy(x2).subarray(0, 150) }, /b\.npy/],
  [
    "words in a CSV",
    { "b.npy": "a,b,c,d\n1,2,tall,4\n" },
    /column "c" must have numbers only, got "tall"/,
  ],
  [
    "a gap in a CSV",
    { "b.npy": "a,b,c,d\n1,2,,4\n1,2,3,4\n" },
    /column "c" must have a number in every row/,
  ],
])("%s: exit code 3, and no file is left", async (_, files, message) => {
  const { json, list } = await workspace({ ...inputs, ...files });
  const { code, value } = await json(
    "kernel --network mlp:depth=1 --x1 a.npy --x2 b.npy --out k.npz",
  );
  expect(code).toBe(3);
  expect(value.error.message).toMatch(message);
  expect(await list()).toEqual(["a.npy", "b.npy"]);
});

describe("--dry-run", () => {
  test("says what a kernel will take and writes nothing", async () => {
    const place = await workspace({
      ...inputs,
      "net.json": JSON.stringify({
        type: "serial",
        layers: [{ type: "dense" }, { type: "relu" }, { type: "dense" }],
      }),
    });
    const command = "kernel --network net.json --x1 a.npy --get ntk --out k.npz --dry-run";
    const { code, stdout } = await place.run(`${command} --json`);
    expect(code).toBe(0);
    const found = JSON.parse(stdout) as Record<string, unknown>;
    expect(found).toMatchObject({ dryRun: true, method: "layers", pairs: 6, resultBytes: 72 });
    expect(found.seconds).toBeGreaterThan(0);
    expect((await place.run(command)).stdout).toMatch(
      /^6 entries for 3×3, layer by layer\nabout .* s on/,
    );
    await expect(readFile(join(place.path, "k.npz"))).rejects.toThrow("ENOENT");
  });

  test("threads change no bit of a kernel", async () => {
    const place = await workspace({
      ...inputs,
      "net.yaml":
        "{type: serial, layers: [{type: dense, biasStd: 0.1}, {type: erf}, {type: dense}]}",
    });
    for (const threads of [1, 2]) {
      const { code } = await place.run(
        `kernel --network net.yaml --x1 a.npy --threads ${threads} --out ${threads}.npz`,
      );
      expect(code).toBe(0);
    }
    expect(await arrays(place, "1.npz")).toEqual(await arrays(place, "2.npz"));
  });
});
