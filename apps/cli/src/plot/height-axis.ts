import type { Panel } from "../report/figure.ts";
import { formatNumber } from "../screen/format.ts";
import { powerOfTen } from "../report/power-of-ten.ts";

/** A vertical axis for these numbers: logarithmic where all of them are above 0. */
export function heightAxis(values: readonly number[], label: string): NonNullable<Panel["y"]> {
  const log = values.length > 0 && values.every((value) => value > 0);
  return {
    type: log ? "log" : "linear",
    label,
    labelAnchor: "top",
    labelArrow: "none",
    ticks: 4,
    inset: 8,
    tickFormat: log ? powerOfTen : formatNumber,
  };
}
