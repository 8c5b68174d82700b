import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { internalDependencies, publicRooms, rooms } from "../src/workspace.ts";

/** Which rooms each published room may import: the arrows of the house, all downwards. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  "@ntkit/architecture": [],
  "@ntkit/linalg": [],
  "@ntkit/autodiff-jacobians": ["@ntkit/architecture", "@ntkit/linalg"],
  "@ntkit/datasets": ["@ntkit/linalg"],
  "@ntkit/kernels": ["@ntkit/architecture", "@ntkit/linalg"],
  "@ntkit/pseudo-ntk": ["@ntkit/autodiff-jacobians", "@ntkit/linalg"],
  "@ntkit/solvers": ["@ntkit/linalg"],
  "@ntkit/active-learning": ["@ntkit/linalg", "@ntkit/solvers"],
  ntkit: [
    "@ntkit/active-learning",
    "@ntkit/architecture",
    "@ntkit/autodiff-jacobians",
    "@ntkit/datasets",
    "@ntkit/kernels",
    "@ntkit/linalg",
    "@ntkit/pseudo-ntk",
    "@ntkit/solvers",
  ],
};

describe.each(publicRooms())("$folder", ({ path, manifest }) => {
  test("depends only on rooms below it", () => {
    expect(arrows, "a new room needs its arrows here").toHaveProperty([manifest.name]);
    expect(arrows[manifest.name]).toEqual(expect.arrayContaining(internalDependencies(manifest)));
  });

  test("imports in its sources only what its package.json declares", () => {
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
    expect(declared).toEqual(expect.arrayContaining(importedPackages(join(path, "src"))));
  });
});

test.each(publicRooms().filter(({ folder }) => folder.startsWith("packages/")))(
  "$folder imports nothing of Node, so that it runs in a browser",
  ({ path }) => {
    const ofNode = specifiers(join(path, "src")).filter((specifier) => isBuiltin(specifier));
    expect(ofNode).toEqual([]);
  },
);

test.each(publicRooms())(
  "$folder needs no peer to be imported by its name",
  ({ path, manifest }) => {
    const peers = Object.keys(manifest.peerDependencies ?? {});
    const imported = reachable(join(path, "src/index.ts")).flatMap(specifiersOf);
    expect(imported.filter((name) => peers.includes(name))).toEqual([]);
  },
);

test("tooling is no run-time dependency of anything", () => {
  const tooling = rooms()
    .filter(({ folder }) => folder.startsWith("tooling/"))
    .map(({ manifest }) => manifest.name);
  const used = rooms().flatMap(({ manifest }) => Object.keys(manifest.dependencies ?? {}));
  expect(used.filter((name) => tooling.includes(name))).toEqual([]);
});

/** Names of the packages imported below `folder`, Node's own modules and what is inside the package left out. */
function importedPackages(folder: string): string[] {
  const names = specifiers(folder)
    .filter((specifier) => !/^(\.|#|node:)/.test(specifier))
    .map((specifier) => /^(@[^/]+\/)?[^/]+/.exec(specifier)![0]);
  return [...new Set(names)];
}

/** The module specifiers of every import below `folder`. */
function specifiers(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => specifiersOf(join(folder, file)));
}

function specifiersOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"));
  return importedFiles.map(({ fileName }) => fileName);
}

/** `file` and all files of its package that it imports, directly or not. */
function reachable(file: string, into: Set<string> = new Set<string>()): string[] {
  if (into.has(file)) return [...into];
  into.add(file);
  for (const specifier of specifiersOf(file)) {
    if (specifier.startsWith(".")) reachable(join(dirname(file), specifier), into);
  }
  return [...into];
}
