import { type Canvas, type Panel, palette } from "../report/figure.ts";
import { lineLabels } from "../report/line-labels.ts";
import { shades } from "../report/shades.ts";
import { heightAxis } from "./height-axis.ts";
import { openAxis } from "./open-axis.ts";

/** One line of a panel. */
export interface Series {
  readonly name: string;
  /** One per value of the horizontal axis. */
  readonly values: readonly number[];
  /** What it should become, drawn as a dashed level. */
  readonly level?: number;
}

/** Lines with dots over values from 0 to ∞. What is not finite is left out, and 0 from an axis that is a logarithm. */
export function linesPanel(
  canvas: Canvas,
  at: readonly number[],
  series: readonly Series[],
  text: { readonly x: string; readonly y: string; readonly log: boolean },
): Panel {
  const { Plot } = canvas;
  const axis = openAxis(canvas, at, text.x);
  const points = series.flatMap(({ name, values }) =>
    values
      .map((value, i) => ({ name, value, x: axis.place(at[i]!) }))
      .filter(({ value }) => Number.isFinite(value) && (!text.log || value > 0))
      .sort((a, b) => a.x - b.x),
  );
  const names = series.map(({ name }) => name);
  const longest = Math.max(...names.map((name) => name.length));
  const named = series.length > 1;
  const heights = text.log ? points.map(({ value }) => value) : [];
  return {
    width: 400 + (named ? 30 + 7.6 * longest : 0),
    height: 340,
    marginLeft: 64,
    marginRight: named ? 46 + 7.6 * longest : 20,
    marginTop: 30,
    marginBottom: 46,
    x: { ...axis.x, insetLeft: 8, insetRight: 8 },
    y: heightAxis(heights, text.y),
    color: { type: "ordinal", domain: names, range: shades(names.length) },
    marks: [
      Plot.gridY({ stroke: palette.faint, strokeOpacity: 1, ticks: 4 }),
      ...axis.marks,
      Plot.ruleY(
        series.filter(({ level }) => level !== undefined),
        { y: "level", stroke: "name", strokeDasharray: "3 4", strokeOpacity: 0.6 },
      ),
      Plot.line(points, { x: "x", y: "value", z: "name", stroke: "name", strokeWidth: 1.8 }),
      Plot.dot(points, { x: "x", y: "value", fill: "name", r: 2.6 }),
      ...(named ? lineLabels(Plot, names) : []),
    ],
  };
}
