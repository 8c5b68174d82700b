import { existsSync } from "node:fs";

/** Where Debian and Ubuntu put Chromium; `CHROMIUM_PATH` names another one. */
const usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Quiet, sandbox-free and without a word to the outside: what a test needs of a browser. */
export const chromiumArgs: readonly string[] = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A Chromium on this machine, or why there is none. */
export type Chromium = { readonly path: string } | { readonly missing: string };

/**
 * Finds the Chromium that browser tests run in.
 *
 * @param named - the value of `CHROMIUM_PATH`; when it is set, no other place is looked at
 * @returns its path, or the reason why browser tests are skipped here
 */
export function findChromium(named: string | undefined = process.env.CHROMIUM_PATH): Chromium {
  const places = named === undefined || named === "" ? usual : [named];
  const path = places.find((place) => existsSync(place));
  return path === undefined ? { missing: `no Chromium at ${places.join(", ")}` } : { path };
}
