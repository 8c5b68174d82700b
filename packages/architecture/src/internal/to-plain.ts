import { type Node, type Pair, isMap, isScalar, isSeq } from "yaml";
import type { SourceText } from "./source-text.ts";

type Path = readonly (string | number)[];

/**
 * Returns a YAML node as plain data, with each key once and as an own property, `__proto__` too.
 *
 * @throws {NetworkError} when a key is written twice or is not a string
 */
export function toPlain(node: unknown, source: SourceText, path: Path = []): unknown {
  if (node === null) return null;
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map((item, i) => toPlain(item, source, [...path, i]));
  if (isMap(node)) return toPlainObject(node.items, source, path);
  return source.fail({ message: "must be plain data", path }, offsetOf(node as Node));
}

function toPlainObject(pairs: readonly Pair[], source: SourceText, path: Path): unknown {
  const entries = new Map<string, unknown>();
  for (const { key, value } of pairs) {
    const name = keyOf(key, source, path);
    const here = [...path, name];
    if (entries.has(name)) {
      source.fail({ message: "is written twice", path: here }, offsetOf(key as Node));
    }
    entries.set(name, toPlain(value, source, here));
  }
  return Object.fromEntries(entries);
}

function keyOf(key: unknown, source: SourceText, path: Path): string {
  if (isScalar(key) && typeof key.value === "string") return key.value;
  const offset = key === null ? undefined : offsetOf(key as Node);
  return source.fail({ message: "must have strings for keys", path }, offset);
}

/** Returns where a node begins in the text. */
export function offsetOf(node: Node): number | undefined {
  return node.range?.[0];
}
