import { createHash, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";

/** Part of every temporary name, so that one machine never clears away what another one is writing. */
const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** A fresh sibling of `target` that says who writes it: `.<name>.<kind>-<host>-<process>-<random>`. */
export function siblingName(target: string, kind: "tmp" | "old"): string {
  const tail = `${host}-${process.pid}-${randomBytes(4).toString("hex")}`;
  return join(dirname(target), `.${basename(target)}.${kind}-${tail}`);
}

/** Siblings of `target` left by processes of this machine that no longer run. */
export async function leftovers(target: string, kind: "tmp" | "old"): Promise<string[]> {
  const prefix = `.${basename(target)}.${kind}-${host}-`;
  const names = await readdir(dirname(target)).catch(() => []);
  return names
    .filter((name) => name.startsWith(prefix) && isDead(name.slice(prefix.length)))
    .sort()
    .map((name) => join(dirname(target), name));
}

function isDead(tail: string): boolean {
  const match = /^(\d+)-[0-9a-f]{8}$/.exec(tail);
  if (match === null) return false;
  const pid = Number(match[1]);
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
