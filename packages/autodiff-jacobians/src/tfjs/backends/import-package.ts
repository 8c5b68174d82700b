import { nodeModule } from "./node-module.ts";

/** Packages that are imported when they are asked for, and that the user installs. */
export type PeerName =
  | "@tensorflow/tfjs"
  | "@tensorflow/tfjs-backend-wasm"
  | "@tensorflow/tfjs-backend-webgpu"
  | "@tensorflow/tfjs-node"
  | "@tensorflow/tfjs-node-gpu"
  | "webgpu";

/** Those that a bundler may find: it must not look for the others, which are for Node. */
const bundled: Readonly<Partial<Record<PeerName, () => Promise<unknown>>>> = {
  "@tensorflow/tfjs": () => import("@tensorflow/tfjs"),
  "@tensorflow/tfjs-backend-wasm": () => import("@tensorflow/tfjs-backend-wasm"),
};

/**
 * The package `name`, as this module's or, with `from`, as a module in that folder would get it.
 *
 * @throws whatever importing throws; see {@link isNotInstalled}
 */
export async function importPackage<T>(name: PeerName, from: string | undefined): Promise<T> {
  const module = from === undefined ? await importHere(name) : requireFrom(name, from);
  return ((module as { default?: T }).default ?? module) as T;
}

function importHere(name: PeerName): Promise<unknown> {
  return bundled[name]?.() ?? import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}

function requireFrom(name: PeerName, from: string): unknown {
  const manifest = nodeModule("node:path").join(from, "package.json");
  return nodeModule("node:module").createRequire(manifest)(name);
}

/** Whether importing `name` failed because that very package is not there. */
export function isNotInstalled(error: unknown, name: PeerName): boolean {
  const said = error instanceof Error ? error.message : "";
  // Node's words, and those of bundlers; a package that lacks another one names that.
  const missing = /(?:cannot find (?:package|module)|could not resolve) ["']([^"']+)["']/i.exec(
    said,
  );
  return missing?.[1] === name;
}
