import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { npyToMatrix, readNpz, writeNpy, writeNpz } from "@ntkit/datasets";
import { fromJson } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { type Matrix, type Tensor, fromRows, matrix, tensor } from "@ntkit/linalg";
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

describe("inputs with places", () => {
  const images = tensor(
    [3, 4, 3, 2],
    Float64Array.from({ length: 72 }, (_, k) => Math.sin(1 + 0.37 * k)),
  );
  const npy = (x: Tensor): Uint8Array => writeNpy(x);
  const network = {
    type: "serial",
    layers: [
      { type: "conv", filterShape: [3, 2], padding: "same", biasStd: 0.1 },
      { type: "relu" },
      { type: "globalAvgPool" },
      { type: "dense" },
    ],
  };

  test("images: the kernel is that of the library, and examples of another shape are refused", async () => {
    const place = await workspace({
      "a.npy": npy(images),
      "b.npy": npy(tensor([2, 3, 3, 2])),
      "net.json": JSON.stringify(network),
    });
    const kernel = "kernel --network net.json --x1 a.npy";
    expect((await place.run(`${kernel} --out k.npz`)).code).toBe(0);
    const expected = await kernelFunction(fromJson(network)).evaluate(images);
    expect((await arrays(place, "k.npz")).get("ntk")).toBeAllclose(expected.ntk, { rtol: 1e-12 });
    const { code, stderr } = await place.run(`${kernel} --x2 b.npy --out k.npz`);
    expect(code).toBe(3);
    expect(stderr).toContain("must have examples of the shape of a.npy (4×3×2), got 3×3×2");
  });

  test("a network that needs other axes is an error of the network, exit code 2", async () => {
    const place = await workspace({ "a.npy": writeNpy(x1), "net.json": JSON.stringify(network) });
    const { code, stderr } = await place.run("kernel --network net.json --x1 a.npy --out k.npz");
    expect(code).toBe(2);
    expect(stderr).toContain("layers[0]: filterShape or windowShape must have one size per");
  });

  test("masks, a mask constant and graphs are handed on", async () => {
    const sequence = tensor([2, 3, 1], Float64Array.of(1, 2, 9, 3, 4, 9));
    const place = await workspace({
      "a.npy": npy(sequence),
      "short.npy": npy(tensor([2, 2, 1], Float64Array.of(1, 2, 3, 4))),
      "mask.npy": npy(tensor([2, 3], Float64Array.of(1, 1, 0, 1, 1, 0))),
      "graph.npy": npy(tensor([2, 3, 3], new Float64Array(18).fill(0.5))),
      "mean.json": '{"type":"globalAvgPool"}',
      "graph.json": '{"type":"serial","layers":[{"type":"aggregate"},{"type":"globalSumPool"}]}',
    });
    const value = async (flags: string): Promise<number[]> => {
      const { code, stderr } = await place.run(`kernel --get nngp --out k.npz ${flags}`);
      expect(code, stderr).toBe(0);
      return Array.from((await arrays(place, "k.npz")).get("nngp")!.data);
    };
    const short = await value("--network mean.json --x1 short.npy");
    expect(short).toBeAllclose([2.25, 5.25, 5.25, 12.25], { rtol: 1e-14 });
    const mean = "--network mean.json --x1 a.npy";
    const close = { rtol: 1e-14 };
    expect(await value(`${mean} --mask1 mask.npy`)).toBeAllclose(short, close);
    expect(await value(`${mean} --mask-constant 9`)).toBeAllclose(short, close);
    expect(await value(`${mean} --x2 a.npy --mask1 mask.npy --mask2 mask.npy`)).toBeAllclose(
      short,
      close,
    );
    const sums = [12, 16].map((sum) => 1.5 * sum);
    expect(await value("--network graph.json --x1 a.npy --pattern1 graph.npy")).toBeAllclose(
      [sums[0]! ** 2, sums[0]! * sums[1]!, sums[0]! * sums[1]!, sums[1]! ** 2],
      close,
    );
    const { stderr } = await place.run("kernel --network graph.json --x1 a.npy --out k.npz");
    expect(stderr).toContain("options.pattern.x1 must be given");
  });

  test("--dry-run measures a pair of examples", async () => {
    const place = await workspace({
      "a.npy": npy(images),
      "net.json": JSON.stringify(network),
    });
    const { value } = await place.json(
      "kernel --network net.json --x1 a.npy --out k.npz --dry-run",
    );
    expect(value).toMatchObject({ dryRun: true, method: "places", pairs: 6, resultBytes: 144 });
    expect(value).toMatchObject({ seconds: expect.any(Number) as number });
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
    /as many columns as a\.npy \(3×4\), got 4×1/,
  ],
  ["no rows", { "b.npy": writeNpy(matrix(0, 4)) }, /must have a row and a channel, got \[0, 4\]/],
  ["NaN", { "b.npy": writeNpy(matrix(1, 4, Float64Array.of(1, NaN, 3, 4))) }, /finite.*NaN/],
  ["a cut file", { "b.npy": writeNpy(x2).subarray(0, 150) }, /b\.npy/],
  [
    "words in a CSV",
    { "b.npy": "a,b,c,d\n1,2,tall,4\n" },
    /column "c" must have numbers only, got "tall"/,
  ],
  [
    "a word below numbers in a CSV",
    { "b.npy": "1,2,3,4\n1,2,tall,4\n" },
    /b\.npy:2: column "column3" must have numbers only, got "tall"/,
  ],
  [
    "an NPZ file",
    { "b.npy": writeNpz({ ntk: matrix(2, 4) }) },
    /b\.npy: must be one array \(NPY\) or a table \(CSV, TSV\), got a ZIP archive/,
  ],
  ["only a header in a CSV", { "b.npy": "a,b,c,d\n" }, /must have rows, got only a header$/],
  ["equal names in a CSV", { "b.npy": "a,b,b,d\n1,2,3,4\n" }, /for columns 2 and 3$/],
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
