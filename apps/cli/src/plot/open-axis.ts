import type { Canvas, Panel } from "../report/figure.ts";
import { palette } from "../report/figure.ts";
import { formatNumber } from "../screen/format.ts";
import { powerOfTen } from "../report/power-of-ten.ts";

/** A horizontal axis with room for 0 and ∞ where a logarithm has none. */
export interface OpenAxis {
  readonly x: NonNullable<Panel["x"]>;
  /** Where a value stands. */
  readonly place: (value: number) => number;
  readonly marks: NonNullable<Panel["marks"]>;
}

/**
 * Axis of values from 0 to ∞: logarithmic where those between span a factor of 10, else linear.
 * 0, where the axis is logarithmic, and ∞ stand a step outside the others.
 */
export function openAxis(
  { Plot }: Pick<Canvas, "Plot">,
  values: readonly number[],
  label: string,
): OpenAxis {
  const inner = values.filter((value) => value > 0 && value < Infinity);
  const [low, high] = inner.length === 0 ? [1, 1] : [Math.min(...inner), Math.max(...inner)];
  const log = high / low >= 10;
  const step = log ? (high / low) ** 0.12 : 0.12 * high;
  const below = log ? low / step : 0;
  const above = log ? high * step : high + step;
  const place = (value: number) => (value === 0 ? below : Math.min(value, above));
  const ends = [...new Set(values.filter((value) => !inner.includes(value)))];
  const inside = (value: number) => (!log || value >= low) && value <= high * (1 + 1e-12);
  const tick = log ? powerOfTen : formatNumber;
  return {
    x: { type: log ? "log" : "linear" },
    place,
    marks: [
      Plot.axisX({
        label,
        labelAnchor: "center",
        labelArrow: "none",
        ticks: 5,
        tickSize: 0,
        tickFormat: (value: number) => (inside(value) && !ends.includes(value) ? tick(value) : ""),
      }),
      Plot.text(ends, {
        x: place,
        frameAnchor: "bottom",
        dy: 17,
        fill: palette.contrast,
        text: (value: number) => (value === 0 ? "0" : "∞"),
      }),
    ],
  };
}
