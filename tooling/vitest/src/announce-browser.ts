import { findChromium } from "./chromium.ts";

/** Vitest global setup: says once when the browser tests are left out, and why. */
export function setup(): void {
  const chromium = findChromium();
  if ("path" in chromium) return;
  process.stderr.write(
    `browser tests skipped: ${chromium.missing} ` +
      `(install Debian's chromium, or set CHROMIUM_PATH)\n`,
  );
}
