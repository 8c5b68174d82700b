import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { npzComment, readNpz, writeNpy, writeNpz } from "@ntkit/datasets";
import { fromJson, networkHash } from "@ntkit/architecture";
import { fromRows, matrix } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { written } from "./arrays.ts";
import { type Workspace, workspace } from "./workspace.ts";

const network = {
  type: "serial",
  layers: [{ type: "dense", biasStd: 0.5 }, { type: "relu" }, { type: "dense" }],
};
const files = {
  "a.npy": writeNpy(
    fromRows([
      [1, 2],
      [0.5, -1],
      [2, 0.25],
    ]),
  ),
  "b.npy": writeNpy(
    fromRows([
      [1, 1],
      [-1, 0],
    ]),
  ),
  "y.npy": writeNpy(matrix(3, 1, Float64Array.of(1, -1, 0))),
  "net.json": JSON.stringify(network),
  "other.json": JSON.stringify({
    ...network,
    layers: [{ type: "dense" }, { type: "relu" }, { type: "dense" }],
  }),
};
const kernel = "kernel --network net.json --x1 a.npy --out K.npz";
const cross = "kernel --network net.json --x1 b.npy --x2 a.npy --out C.npz";
const flow = "flow --targets y.npy --times 1,inf --loss sum --out o.npz";

async function saved(): Promise<Workspace> {
  const place = await workspace(files);
  for (const command of [kernel, cross]) expect((await place.run(command)).code).toBe(0);
  return place;
}

async function npyOf({ path }: Workspace, name: string, array: string): Promise<void> {
  const found = readNpz(await readFile(join(path, `${name}.npz`))).get(array)!;
  await writeFile(join(path, `${name}.npy`), writeNpy(found));
}

test("a kernel file says which network and data it is of, in a comment that NumPy does not see", async () => {
  const place = await saved();
  const bytes = await readFile(join(place.path, "K.npz"));
  expect(JSON.parse(npzComment(bytes))).toMatchObject({
    format: "ntkit-kernel",
    networkHash: networkHash(fromJson(network)),
    x1: { shape: [3, 2] },
    x2: null,
  });
  expect([...readNpz(bytes).keys()].sort()).toEqual(["nngp", "ntk"]);
});

describe("saved kernels in place of arrays", () => {
  test.each(["ntk", "nngp"])("flow takes them, %s, with the same bits", async (kind) => {
    const place = await saved();
    const of = kind === "ntk" ? "" : `:${kind}`;
    expect((await place.run(`${flow} --train K.npz${of} --cross C.npz${of}`)).code).toBe(0);
    const direct = await written(place, "o.npz");
    await npyOf(place, "K", kind);
    await npyOf(place, "C", kind);
    expect((await place.run(`${flow} --train K.npy --cross C.npy`)).code).toBe(0);
    expect(await written(place, "o.npz")).toEqual(direct);
  });

  test("diagnose and query take them", async () => {
    const place = await saved();
    await place.run("kernel --network net.json --x1 b.npy --out P.npz");
    const commands = [
      "diagnose --train K.npz --targets y.npy --ridges 0.1 --out d.npz",
      "query --train K.npz --pool-train C.npz --pool P.npz --targets y.npy --criterion variance --out q.npz",
    ];
    for (const command of commands) {
      const { code, stderr } = await place.run(command);
      expect(code, stderr).toBe(0);
    }
  });

  test.each([
    [
      "another network",
      "--network other.json --x1 b.npy --x2 a.npy",
      "C.npz",
      /of the network of K\.npz/,
    ],
    [
      "other training rows",
      "--network net.json --x1 b.npy --x2 shifted.npy",
      "C.npz",
      /of the training rows of K\.npz/,
    ],
    [
      "another kind",
      "--network net.json --x1 b.npy --x2 a.npy",
      "C.npz:nngp",
      /of the kind of K\.npz, ntk, got nngp/,
    ],
  ])("a cross kernel of %s is refused, exit code 3", async (_, flags, name, message) => {
    const place = await workspace({
      ...files,
      "shifted.npy": writeNpy(
        fromRows([
          [1, 2],
          [0.5, -1],
          [2, 0.5],
        ]),
      ),
    });
    await place.run(kernel);
    await place.run(`kernel ${flags} --out C.npz`);
    const { code, stderr } = await place.run(`${flow} --train K.npz --cross ${name}`);
    expect(code).toBe(3);
    expect(stderr).toMatch(message);
  });

  test.each([
    [
      "an array that is not there",
      "K.npz:other",
      /must have a matrix other, got nngp \[3, 3\], ntk \[3, 3\]|must have a matrix other, got ntk \[3, 3\], nngp \[3, 3\]/,
    ],
    ["numbers that its record does not say", "cut.npz", /must be 3×3 as its record says, got 2×2/],
    ["a record of another version", "new.npz", /version must be 1, got 9/],
  ])("%s: exit code 3", async (_, name, message) => {
    const place = await saved();
    const record = npzComment(await readFile(join(place.path, "K.npz")));
    const write = (file: string, n: number, comment: string): Promise<void> =>
      writeFile(join(place.path, file), writeNpz({ ntk: matrix(n, n) }, { comment }));
    await write("cut.npz", 2, record);
    await write("new.npz", 3, record.replace('"version":1', '"version":9'));
    const { code, stderr } = await place.run(`${flow} --train ${name}`);
    expect(code).toBe(3);
    expect(stderr).toMatch(message);
  });
});

describe("kernel --reuse", () => {
  test("computes nothing when the file holds these kernels, and what is missing otherwise", async () => {
    const place = await workspace(files);
    const reuse = `${kernel} --reuse`;
    expect((await place.json(`${reuse} --get ntk`)).value).toMatchObject({ reused: false });
    expect((await place.json(`${reuse} --get ntk`)).value).toMatchObject({ reused: true });
    expect((await place.json(reuse)).value).toMatchObject({ reused: false });
    expect((await place.run(reuse)).stdout).toBe("kept ntk [3, 3], nngp [3, 3] in K.npz\n");
  });

  test.each([
    [
      "another network",
      kernel.replace("net.json", "other.json"),
      /network.*must be that of the saved kernel/,
    ],
    ["other data", kernel.replace("a.npy", "b.npy"), /x1 must be \[3, 2\] as of the saved kernel/],
  ])("a file of %s is refused and kept", async (_, command, message) => {
    const place = await saved();
    const before = await readFile(join(place.path, "K.npz"));
    const { code, stderr } = await place.run(`${command} --reuse`);
    expect(code).toBe(3);
    expect(stderr).toMatch(message);
    expect(await readFile(join(place.path, "K.npz"))).toEqual(before);
  });

  test("a file of something else is refused", async () => {
    const place = await workspace({ ...files, "K.npz": writeNpz({ ntk: matrix(3, 3) }) });
    const { code, stderr } = await place.run(`${kernel} --reuse`);
    expect(code).toBe(3);
    expect(stderr).toContain("must be of ntkit kernel, got no record");
  });
});

test("agreement: Python's zipfile and NumPy read a kernel file", async (context) => {
  const place = await saved();
  const script =
    "import sys, zipfile, json, numpy\n" +
    "k = numpy.load(sys.argv[1]); print(sorted(k.files), k['ntk'].shape, json.loads(zipfile.ZipFile(sys.argv[1]).comment)['version'])";
  let output: string;
  try {
    output = execFileSync("python3", ["-c", script, join(place.path, "K.npz")], {
      encoding: "utf8",
    });
  } catch {
    context.skip("python3 with NumPy is not there");
    return;
  }
  expect(output).toBe("['nngp', 'ntk'] (3, 3) 1\n");
});
