const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinity = /^[+-]?inf(?:inity)?$/i;

/**
 * The number that a trimmed field spells in decimal (`-3`, `+.5`, `1e-3`, `007`), ±Infinity when it
 * spells infinity or overflows float64, undefined when it is no number (also for `0x1f` and `1_000`).
 */
export function parseNumber(field: string): number | undefined {
  if (decimal.test(field)) return Number(field);
  if (!infinity.test(field)) return undefined;
  return field.startsWith("-") ? -Infinity : Infinity;
}
