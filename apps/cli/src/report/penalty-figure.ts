import { type Canvas, palette, svgDocument } from "./figure.ts";

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
  const data = points.filter((p) => p.penalty > 0).map((p) => ({ ...p, value: p.value * scale }));
  const chosen = data.filter((point) => point.chosen);
  const series = [...new Set(data.map((point) => point.series))];
  return svgDocument(canvas, text, {
    width: 760,
    height: 380 + 22 * Math.ceil(series.length / 4),
    marginLeft: 68,
    marginRight: 28,
    marginTop: 12,
    marginBottom: 52,
    x: { type: "log", label: text.penaltyAxis, tickFormat: "~e", labelAnchor: "center", labelArrow: "none", ticks: 6 },
    y: { label: text.axis, labelAnchor: "center", labelArrow: "none", nice: true, ticks: 6 },
    color: { type: "ordinal", domain: series, range: shades(series.length) },
    marks: [
      Plot.gridY({ stroke: palette.faint, strokeOpacity: 1, ticks: 6 }),
      Plot.line(data, { x: "penalty", y: "value", z: "series", stroke: "series", strokeWidth: 1.8 }),
      Plot.dot(data, { x: "penalty", y: "value", fill: "series", r: 2.6 }),
      Plot.dot(chosen, { x: "penalty", y: "value", r: 8, stroke: palette.ink, strokeWidth: 2 }),
      Plot.text(chosen, { x: "penalty", y: "value", text: () => "chosen", dy: -17, fontWeight: 600 }),
      ...lineLabels(Plot, data, series),
    ],
  });
}

function lineLabels(
  Plot: Canvas["Plot"],
  data: readonly { readonly series: string; readonly penalty: number; readonly value: number }[],
  series: readonly string[],
): ReturnType<typeof Plot.text>[] {
  void data;
  return series.map((name, i) =>
    Plot.text([name], {
      frameAnchor: "bottom-left",
      dx: 8 + 170 * (i % 4),
      dy: -8 - 18 * Math.floor(i / 4),
      text: [name],
      fill: shades(series.length)[i]!,
      fontWeight: 600,
    }),
  );
}

/** From light to dark blue-green, so that deeper networks are darker. */
function shades(count: number): string[] {
  const stops = [
    [150, 190, 225],
    [31, 95, 191],
    [24, 30, 84],
  ] as const;
  return Array.from({ length: count }, (_, i) => {
    const t = count === 1 ? 1 : (2 * i) / (count - 1);
    const low = stops[t < 1 ? 0 : 1];
    const high = stops[t < 1 ? 1 : 2];
    const part = t < 1 ? t : t - 1;
    const mix = low.map((c, k) => Math.round(c + (high[k]! - c) * part));
    return `rgb(${mix.join(",")})`;
  });
}
