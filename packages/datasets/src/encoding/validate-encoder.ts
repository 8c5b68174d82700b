import { dataError } from "../data-error.ts";
import type { ColumnEncoding, Encoder } from "./encoder.ts";
import { quoted } from "../quoted.ts";

/**
 * The encoder that a parsed JSON value holds, checked to the last key and copied.
 *
 * @throws {@link DataError} that names the place in the value, for anything that `fitEncoder` could
 *   not have written
 */
export function validateEncoder(value: unknown, options: { readonly file?: string } = {}): Encoder {
  const check = new Checker(options.file);
  const record = check.record(value, "encoder", [
    "format",
    "version",
    "standardize",
    "missing",
    "unknownLevels",
    "columns",
  ]);
  check.oneOf(record.get("format"), "format", ["ntkit-encoder"]);
  check.oneOf(record.get("version"), "version", [1]);
  const columns = check
    .array(record.get("columns"), "columns")
    .map((column, i) => checkColumn(check, column, `columns[${i}]`));
  check.distinct(
    columns.map((column) => column.name),
    "columns",
  );
  return {
    format: "ntkit-encoder",
    version: 1,
    standardize: check.boolean(record.get("standardize"), "standardize"),
    missing: check.oneOf(record.get("missing"), "missing", ["mean", "indicator", "error"]),
    unknownLevels: check.oneOf(record.get("unknownLevels"), "unknownLevels", ["zeros", "error"]),
    columns,
  };
}

function checkColumn(check: Checker, value: unknown, path: string): ColumnEncoding {
  const isNumber = (value as { kind?: unknown } | null | undefined)?.kind === "number";
  const own = isNumber ? ["mean", "sd"] : ["levels", "mode"];
  const record = check.record(value, path, ["kind", "name", "indicator", ...own]);
  const kind = check.oneOf(record.get("kind"), `${path}.kind`, ["number", "category"]);
  const name = check.text(record.get("name"), `${path}.name`);
  const indicator = check.boolean(record.get("indicator"), `${path}.indicator`);
  if (kind === "number") {
    const mean = check.finite(record.get("mean"), `${path}.mean`);
    const sd = check.finite(record.get("sd"), `${path}.sd`);
    if (sd <= 0) check.fail(`${path}.sd`, "be positive", sd);
    return { kind, name, mean, sd, indicator };
  }
  const levels = check
    .array(record.get("levels"), `${path}.levels`)
    .map((level, i) => check.level(level, `${path}.levels[${i}]`));
  check.distinct(levels, `${path}.levels`);
  const mode = check.oneOf(record.get("mode"), `${path}.mode`, levels);
  return { kind, name, levels, mode, indicator };
}

/** Checks that answer with the typed value or throw with its path. */
class Checker {
  readonly #file: string | undefined;

  constructor(file: string | undefined) {
    this.#file = file;
  }

  fail(path: string, must: string, value: unknown): never {
    throw dataError("validateEncoder", `${path} must ${must}, got ${describe(value)}`, {
      file: this.#file,
    });
  }

  /** Own keys of a plain object, exactly `keys`; a map, so that no key can reach a prototype. */
  record(value: unknown, path: string, keys: readonly string[]): Map<string, unknown> {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.fail(path, "be an object", value);
    }
    const entries = new Map<string, unknown>(Object.entries(value));
    for (const key of keys)
      if (!entries.has(key)) this.fail(`${path}.${key}`, "be there", undefined);
    for (const key of entries.keys()) {
      if (!keys.includes(key)) this.fail(path, `have no key but ${keys.join(", ")}`, key);
    }
    return entries;
  }

  /** A list of at least one entry. */
  array(value: unknown, path: string): unknown[] {
    if (!Array.isArray(value) || value.length === 0)
      this.fail(path, "be a list with entries", value);
    return value;
  }

  text(value: unknown, path: string): string {
    if (typeof value !== "string" || value === "") this.fail(path, "be a text", value);
    return value;
  }

  /** A text, which may be empty: a table read with its own missing markers can have such a level. */
  level(value: unknown, path: string): string {
    if (typeof value !== "string") this.fail(path, "be a text", value);
    return value;
  }

  boolean(value: unknown, path: string): boolean {
    if (typeof value !== "boolean") this.fail(path, "be true or false", value);
    return value;
  }

  finite(value: unknown, path: string): number {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      this.fail(path, "be a finite number", value);
    }
    return value;
  }

  oneOf<const T extends string | number>(value: unknown, path: string, allowed: readonly T[]): T {
    const found = allowed.find((option) => option === value);
    if (found === undefined)
      this.fail(path, `be one of ${allowed.slice(0, 10).join(", ").slice(0, 200)}`, value);
    return found;
  }

  distinct(values: readonly string[], path: string): void {
    const seen = new Set<string>();
    for (const value of values) {
      if (seen.has(value)) this.fail(path, "have distinct names", value);
      seen.add(value);
    }
  }
}

/** A value in a message: scalars as JSON writes them, the rest by kind. */
function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null || typeof value === "number" || typeof value === "boolean")
    return String(value);
  if (typeof value === "string") return quoted(value);
  return Array.isArray(value) ? `a list of ${value.length}` : `a value of type ${typeof value}`;
}
