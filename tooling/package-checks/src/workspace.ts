import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the checks read of a `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A room of the house. */
export interface Room {
  /** `packages/linalg`, `apps/cli`. */
  readonly folder: string;
  /** Where it is on this machine. */
  readonly path: string;
  readonly manifest: Manifest;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Every room below `packages/`, `apps/` and `tooling/`, in alphabetical order. */
export function rooms(): Room[] {
  return ["apps", "packages", "tooling"].flatMap((floor) =>
    readdirSync(join(root, floor))
      .sort()
      .map((name) => ({ folder: `${floor}/${name}`, path: join(root, floor, name) }))
      .filter(({ path }) => existsSync(join(path, "package.json")))
      .map((room) => ({ ...room, manifest: readManifest(room.path) })),
  );
}

/** The rooms that are published. */
export function publicRooms(): Room[] {
  return rooms().filter(({ manifest }) => manifest.private !== true);
}

/** The names of the rooms that `manifest` needs at run time, directly. */
export function internalDependencies(manifest: Manifest): string[] {
  const { dependencies = {} } = manifest;
  return Object.keys(dependencies).filter((name) => dependencies[name]!.startsWith("workspace:"));
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest;
}
