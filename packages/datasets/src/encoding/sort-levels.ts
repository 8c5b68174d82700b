import { parseNumber } from "../table/parse-number.ts";

/** Levels in a fixed order: by number when every one is a number, else by UTF-16 code unit. */
export function sortLevels(levels: Iterable<string>): string[] {
  const byUnit = [...levels].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const numbers = new Map(byUnit.map((level) => [level, parseNumber(level)]));
  if (byUnit.some((level) => !Number.isFinite(numbers.get(level)))) return byUnit;
  return byUnit.sort((a, b) => numbers.get(a)! - numbers.get(b)!);
}
