import { limits } from "../limits.ts";
import type { Problem } from "./problem.ts";

type Path = readonly (string | number)[];

/**
 * Returns what makes plain data too deep or too large to be walked recursively, if anything does.
 * Iterative, so that it is safe on any value; a cycle is found as endless depth. O(values).
 */
export function findSizeProblem(root: unknown): Problem | undefined {
  const open: { value: object; path: Link | undefined; depth: number }[] = [];
  if (isObject(root)) open.push({ value: root, path: undefined, depth: 1 });
  let seen = 0;
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (here.depth > limits.nesting) return tooDeep(toPath(here.path));
    if (Array.isArray(here.value)) seen += here.value.length;
    if (seen > 8 * limits.nodes) return tooMany(toPath(here.path));
    for (const [key, value] of Object.entries(here.value)) {
      seen++;
      if (!isObject(value)) continue;
      const step = Array.isArray(here.value) ? Number(key) : key;
      open.push({ value, path: { step, parent: here.path }, depth: here.depth + 1 });
    }
  }
  return undefined;
}

/** A path as a linked list, so that pushing a child does not copy its parents. */
interface Link {
  readonly step: string | number;
  readonly parent: Link | undefined;
}

function toPath(link: Link | undefined): Path {
  const path: (string | number)[] = [];
  for (let here = link; here !== undefined; here = here.parent) path.push(here.step);
  return path.reverse();
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function tooDeep(path: Path): Problem {
  return {
    message: `must have at most ${limits.nesting} lists and objects inside one another`,
    path,
  };
}

function tooMany(path: Path): Problem {
  return { message: `must have at most ${limits.nodes} nodes`, path };
}
