import type { CategoricalColumn, Table } from "@ntkit/datasets";
import { nameRow } from "./fit-problem.ts";

/**
 * A sentence for each feature column most of whose levels are numbers, and which a few words make categorical: a
 * "?" or "n/a" that was not known to mean a missing value turns every number into a category of its own.
 */
export function numbersReadAsWords(table: Table, leftOut: ReadonlySet<string>): string[] {
  return table.columns
    .filter((column) => column.kind === "category")
    .filter(({ name }) => !leftOut.has(name))
    .flatMap((column) => sentence(table, column) ?? []);
}

function sentence(table: Table, { name, levels, codes }: CategoricalColumn): string | undefined {
  const word = levels.findIndex((level) => !isNumber(level));
  const numbers = levels.filter(isNumber).length;
  if (word < 0 || 2 * numbers <= levels.length) return undefined;
  const place = nameRow(table, codes.indexOf(word));
  return (
    `column ${JSON.stringify(name)} is read as ${levels.length} categories, since ` +
    `${JSON.stringify(levels[word])} in ${place} is not a number`
  );
}

function isNumber(level: string): boolean {
  return level.trim() !== "" && Number.isFinite(Number(level));
}
