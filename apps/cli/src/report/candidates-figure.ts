import { type Canvas, palette, svgDocument } from "./figure.ts";

/** One row of the figure: an estimate with its 95 % interval. */
export interface CandidateRow {
  readonly label: string;
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  readonly role: "chosen" | "candidate" | "baseline";
}

const colours = {
  chosen: palette.accent,
  candidate: palette.muted,
  baseline: palette.contrast,
} as const;

/** Dots and 95 % intervals, one row per candidate network and baseline, the chosen one in colour. */
export function candidatesFigure(
  canvas: Canvas,
  rows: readonly CandidateRow[],
  text: { readonly title: string; readonly subtitle: string; readonly axis: string; readonly percent: boolean },
): string {
  const { Plot } = canvas;
  const scale = text.percent ? 100 : 1;
  const data = rows.map((row) => ({
    label: row.label,
    role: row.role,
    mean: row.mean * scale,
    lower: row.lower * scale,
    upper: row.upper * scale,
    value: text.percent ? `${(row.mean * 100).toFixed(1)} %` : row.mean.toPrecision(4),
  }));
  const longest = Math.max(...rows.map((row) => row.label.length));
  return svgDocument(canvas, text, {
    width: 760,
    height: 60 + 30 * rows.length,
    marginLeft: Math.min(300, 34 + 7.2 * longest),
    marginRight: 84,
    marginTop: 8,
    marginBottom: 46,
    x: { label: text.axis, labelAnchor: "center", labelArrow: "none", nice: true, ticks: 6 },
    y: { label: null, domain: rows.map((row) => row.label), tickSize: 0, tickPadding: 12 },
    marks: [
      Plot.gridX({ stroke: palette.faint, strokeOpacity: 1, ticks: 6 }),
      Plot.ruleY(data, {
        x1: "lower",
        x2: "upper",
        y: "label",
        stroke: (row: { role: keyof typeof colours }) => colours[row.role],
        strokeWidth: 2,
        strokeLinecap: "round",
      }),
      Plot.dot(data, {
        x: "mean",
        y: "label",
        r: (row: { role: string }) => (row.role === "chosen" ? 6.5 : 4.5),
        fill: (row: { role: keyof typeof colours }) => colours[row.role],
        stroke: palette.paper,
        strokeWidth: 1.5,
      }),
      Plot.text(data, {
        y: "label",
        text: "value",
        frameAnchor: "right",
        dx: 70,
        textAnchor: "end",
        fill: (row: { role: keyof typeof colours }) => colours[row.role],
        fontWeight: 600,
      }),
    ],
    r: { type: "identity" },
  });
}
