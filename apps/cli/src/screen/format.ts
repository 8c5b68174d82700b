import type { Estimate } from "../fit/intervals.ts";

/** "97.8 % (94.4 to 99.1)" or "54.93 (51.20 to 58.43)". */
export function formatEstimate(
  { value, lower, upper }: Estimate,
  metric: "accuracy" | "rmse",
): string {
  if (metric === "accuracy") {
    return `${(100 * value).toFixed(1)} % (${(100 * lower).toFixed(1)} to ${(100 * upper).toFixed(1)})`;
  }
  return `${formatNumber(value)} (${formatNumber(lower)} to ${formatNumber(upper)})`;
}

/** At most four significant digits; 1e-6 rather than 0.000001. */
export function formatNumber(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-3) {
    return value.toExponential(3).replace(/\.?0+e/, "e");
  }
  return String(Number(value.toPrecision(4)));
}

/** "1 row", "178 rows". */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
