import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { type UciSplit, type UciTable, parseUciSplits, parseUciTable } from "@ntkit/datasets";
import type { Protocol } from "ntkit/fit";

/** A set with the splits that came with it. */
export interface UciSet {
  readonly name: string;
  readonly table: UciTable;
  /** For choosing the settings. */
  readonly tuning: UciSplit;
  /** For testing what was chosen. */
  readonly tests: readonly UciSplit[];
}

/** A set's folder, and its number of rows. */
export interface ListedSet {
  readonly name: string;
  readonly rows: number;
}

/** The `count` sets with the fewest rows that the protocol does not leave out, smallest first. */
export function smallestSets(folder: string, skips: Protocol["skips"], count: number): ListedSet[] {
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, `${name}_R.dat`)))
    .map((name) => ({ name, ...describe(join(folder, name, `${name}.txt`)) }))
    .filter(({ rows, files }) => rows <= skips.rowsAbove && !(skips.separateTestSet && files > 1))
    .sort((a, b) => a.rows - b.rows || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name, rows }) => ({ name, rows }));
}

/** Rows of the first file, and how many files there are: the second is a test set. */
function describe(path: string): { rows: number; files: number } {
  const text = readFileSync(path, "utf8");
  const field = (name: string): number =>
    Number(new RegExp(`^${name}=\\s*(\\d+)`, "m").exec(text)?.[1]);
  return { rows: field("n_patrons1"), files: field("n_arquivos") };
}

/**
 * Reads a set.
 *
 * @throws {@link DataError} when a file is not what it should be
 */
export function readUciSet(folder: string, name: string): UciSet {
  const read = (file: string): { text: string; file: string } => {
    const path = join(folder, name, file);
    return { text: readFileSync(path, "utf8"), file: path };
  };
  const data = read(`${name}_R.dat`);
  const table = parseUciTable(data.text, data);
  const [choose, test] = [read("conxuntos.dat"), read("conxuntos_kfold.dat")];
  const [tuning] = parseUciSplits(choose.text, table.x.rows, choose);
  return { name, table, tuning: tuning!, tests: parseUciSplits(test.text, table.x.rows, test) };
}
