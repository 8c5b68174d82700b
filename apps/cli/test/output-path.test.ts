import { once } from "node:events";
import { lstat, symlink } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { writeNpy } from "@ntkit/datasets";
import { fromRows } from "@ntkit/linalg";
import { expect, onTestFinished, test } from "vitest";
import { UsageError } from "../src/errors/usage-error.ts";
import { outputPath } from "../src/output/output-path.ts";
import { workspace } from "./workspace.ts";

const kernel = writeNpy(
  fromRows([
    [2, 1],
    [1, 2],
  ]),
);
const targets = writeNpy(fromRows([[1], [3]]));

test("a new file and an older one are given back as absolute paths", async () => {
  const { path } = await workspace({ "old.npz": "x" });
  expect(await outputPath(path, "new.npz")).toBe(join(path, "new.npz"));
  expect(await outputPath(path, "old.npz")).toBe(join(path, "old.npz"));
});

test("a folder, a missing folder and a folder that is a file are refused by the option's name", async () => {
  const { path } = await workspace({ "folder/file.txt": "x" });
  const refusal = (file: string) =>
    outputPath(path, file, { option: "--plot" }).catch((error: unknown) => error);
  expect(await refusal("folder")).toBeInstanceOf(UsageError);
  expect(await refusal("folder")).toHaveProperty("message", expect.stringMatching(/^--plot: /));
  expect(await refusal("no/o.npz")).toHaveProperty("message", expect.stringMatching(/no such/));
  expect(await refusal("folder/file.txt/o.npz")).toBeInstanceOf(UsageError);
});

test.skipIf(process.platform === "win32")(
  "a socket is refused and not replaced by a file",
  async () => {
    const { path, run } = await workspace({ "K.npy": kernel, "y.npy": targets });
    const server = createServer().listen(join(path, "socket"));
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { code, stderr } = await run(
      "flow --train K.npy --targets y.npy --times 1 --loss sum --out socket",
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/--out: must be a file, got a device or pipe, .*socket/);
    expect((await lstat(join(path, "socket"))).isSocket()).toBe(true);
  },
);

const files = { "K.npy": kernel, "y.npy": targets, "n.json": '{"type":"dense"}' };
test.each([
  "flow --train K.npy --targets y.npy --times 1 --loss sum --out y.npy",
  "flow --train K.npy --targets y.npy --times 1 --loss sum --out ./K.npy",
  "diagnose --train K.npy --targets y.npy --ridges 1 --out link.npz",
  "kernel --network n.json --x1 K.npy --out K.npy",
  "kernel --network n.json --x1 K.npy --out n.json",
  "empirical --network n.json --seed 1 --x1 K.npy --out K.npy",
  "query --train K.npy --pool-train K.npy --pool K.npy --targets y.npy --out K.npy",
  "query --network n.json --labelled K.npy --labels y.npy --pool K.npy --out y.npy",
])("%s: a result does not replace what it is made from", async (command) => {
  const { path, json, read } = await workspace(files);
  await symlink("K.npy", join(path, "link.npz"));
  const before = await read("K.npy");
  const { code, value } = await json(command);
  expect(code).toBe(2);
  expect(value.error.message).toMatch(/--out: must be another file than the input, got /);
  expect(await read("K.npy")).toBe(before);
});
