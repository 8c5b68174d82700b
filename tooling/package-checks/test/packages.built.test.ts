import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../src/run.ts";
import { internalDependencies, publicRooms, type Room } from "../src/workspace.ts";

const here = fileURLToPath(new URL("..", import.meta.url));
const attw = fileURLToPath(new URL("../node_modules/.bin/attw", import.meta.url));
const tsc = fileURLToPath(new URL("../../../node_modules/.bin/tsc", import.meta.url));
const published = publicRooms();

let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), "ntkit-packages-"));
  for (const room of published) {
    await run("pnpm", ["pack", "--out", tarball(room)], room.path);
  }
}, 120_000);

afterAll(async () => {
  await rm(scratch, { recursive: true, force: true });
});

describe.each(published)("the tarball of $manifest.name", (room) => {
  test("passes publint's strict rules", async () => {
    const bytes = await readFile(tarball(room));
    const packed = { tarball: bytes.buffer };
    const { messages, pkg } = await publint({ pack: packed, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("has types that every ESM resolver finds", async () => {
    await run(attw, [tarball(room), "--profile", "esm-only", "--no-emoji"], here);
  });

  test("holds its licence and its README, and neither tests nor build state", async () => {
    const files = (await run("tar", ["-tzf", tarball(room)], scratch)).split("\n");
    expect(files).toEqual(
      expect.arrayContaining(["package/LICENSE", "package/README.md", "package/dist/index.js"]),
    );
    expect(files.filter((file) => /tsbuildinfo|\/test\//.test(file))).toEqual([]);
  });

  test("installs, imports and type-checks in an empty folder outside the workspace", async () => {
    const folder = await consumer(room);
    const { name } = room.manifest;
    await writeFile(join(folder, "use.mjs"), `import * as all from "${name}";\n${print}\n`);
    const printed = await run("node", ["use.mjs"], folder, { NODE_OPTIONS: "" });
    expect(JSON.parse(printed)).not.toEqual([]);

    await writeFile(join(folder, "use.ts"), `import * as all from "${name}";\n${nonEmpty}\n`);
    const strict = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2023"];
    for (const resolution of [
      ["--module", "nodenext"],
      ["--module", "esnext", "--moduleResolution", "bundler"],
    ]) {
      await run(tsc, [...strict, ...resolution, "use.ts"], folder);
    }
  });
});

test("the installed command answers --version with the version of its package", async () => {
  const room = published.find(({ manifest }) => manifest.bin !== undefined)!;
  const folder = await consumer(room);
  const bin = join(folder, "node_modules/.bin", Object.keys(room.manifest.bin!)[0]!);
  const { version } = JSON.parse(await readFile(join(room.path, "package.json"), "utf8")) as {
    version: string;
  };
  expect((await run(bin, ["--version"], folder)).trim()).toBe(version);
});

const print = `process.stdout.write(JSON.stringify(Object.keys(all)));`;
const nonEmpty = `export const names: readonly (keyof typeof all)[] = Object.keys(all) as never;`;

/** An empty npm project into which `room` and the rooms it needs were installed from tarballs. */
async function consumer(room: Room): Promise<string> {
  const folder = join(scratch, `use-${room.folder.replace("/", "-")}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), `{ "private": true, "type": "module" }\n`);
  const tarballs = [...closure(room)].map(tarball);
  const quiet = ["--no-audit", "--no-fund", "--no-save", "--prefer-offline"];
  await run("npm", ["install", ...quiet, ...tarballs], folder);
  return folder;
}

/** `room` and all rooms that it needs, directly or not. */
function closure(room: Room, into: Set<Room> = new Set<Room>()): Set<Room> {
  into.add(room);
  for (const name of internalDependencies(room.manifest)) {
    closure(
      published.find(({ manifest }) => manifest.name === name)!,
      into,
    );
  }
  return into;
}

function tarball(room: Room): string {
  return join(scratch, `${room.folder.replace("/", "-")}.tgz`);
}
