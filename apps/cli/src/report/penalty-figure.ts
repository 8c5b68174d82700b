import { type Canvas, palette, svgDocument } from "./figure.ts";
import { lineLabels } from "./line-labels.ts";
import { powerOfTen } from "./power-of-ten.ts";
import { shades } from "./shades.ts";

/** One network's cross-validated value at one penalty. */
export interface PenaltyPoint {
  readonly series: string;
  readonly penalty: number;
  readonly value: number;
  readonly chosen: boolean;
}

/** How the estimate depends on the penalty: one line per network, the chosen point marked. */
export function penaltyFigure(
  canvas: Canvas,
  points: readonly PenaltyPoint[],
  text: {
    readonly title: string;
    readonly subtitle: string;
    readonly axis: string;
    readonly penaltyAxis: string;
    readonly percent: boolean;
  },
): string {
  const { Plot } = canvas;
  const scale = text.percent ? 100 : 1;
  const data = points
    .filter((p) => p.penalty > 0 && p.penalty < Infinity)
    .map((p) => ({ ...p, value: p.value * scale }));
  const chosen = data.filter((point) => point.chosen);
  const series = [...new Set(data.map((point) => point.series))];
  const longest = Math.max(...series.map((name) => name.length));
  return svgDocument(canvas, text, {
    width: 760,
    height: Math.max(360, 90 + 20 * series.length),
    marginLeft: 76,
    marginRight: Math.min(240, 40 + 7.6 * longest),
    marginTop: 26,
    marginBottom: 58,
    x: {
      type: "log",
      label: text.penaltyAxis,
      tickFormat: powerOfTen,
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 6,
    },
    y: {
      label: text.axis,
      labelAnchor: "center",
      labelArrow: "none",
      nice: true,
      ticks: 6,
      inset: 10,
    },
    color: { type: "ordinal", domain: series, range: shades(series.length) },
    marks: [
      Plot.gridY({ stroke: palette.faint, strokeOpacity: 1, ticks: 6 }),
      Plot.line(data, {
        x: "penalty",
        y: "value",
        z: "series",
        stroke: "series",
        strokeWidth: 1.8,
      }),
      Plot.dot(data, { x: "penalty", y: "value", fill: "series", r: 2.6 }),
      Plot.dot(chosen, { x: "penalty", y: "value", r: 8, stroke: palette.ink, strokeWidth: 2 }),
      Plot.text(chosen, {
        x: "penalty",
        y: "value",
        text: () => "chosen",
        dy: text.percent ? -17 : 18,
        fontWeight: 600,
        stroke: palette.paper,
        strokeWidth: 4,
        fill: palette.ink,
      }),
      ...lineLabels(Plot, series),
    ],
  });
}
