import { type Canvas, palette, svgDocument } from "./figure.ts";

/** One row of the figure: an estimate with its 95 % interval. */
export interface CandidateRow {
  readonly label: string;
  readonly mean: number;
  readonly lower: number;
  readonly upper: number;
  readonly role: "chosen" | "candidate" | "linear" | "trivial";
}

const colours: Readonly<Record<CandidateRow["role"], string>> = {
  chosen: palette.accent,
  candidate: palette.muted,
  linear: palette.contrast,
  trivial: palette.contrast,
};

/** Words of the figure; `percent` prints a fraction as a percentage. */
export interface CandidatesText {
  readonly title: string;
  readonly subtitle: string;
  readonly axis: string;
  readonly percent: boolean;
}

/**
 * Dots and 95 % intervals, one row per candidate network and baseline, the chosen one in colour.
 * A trivial baseline far from all others is an arrow at the edge, so that the others stay legible.
 */
export function candidatesFigure(
  canvas: Canvas,
  rows: readonly CandidateRow[],
  text: CandidatesText,
): string {
  const { Plot } = canvas;
  const scale = text.percent ? 100 : 1;
  const data = rows.map((row) => ({
    label: row.label,
    colour: colours[row.role],
    radius: row.role === "chosen" ? 6.5 : 4.5,
    mean: row.mean * scale,
    lower: row.lower * scale,
    upper: row.upper * scale,
    value: text.percent ? `${(row.mean * 100).toFixed(1)} %` : row.mean.toPrecision(4),
  }));
  const domain = domainOf(rows, scale, text.percent);
  const inside = data.filter((row) => row.mean >= domain[0] && row.mean <= domain[1]);
  const outside = data.filter((row) => !inside.includes(row));
  const longest = Math.max(...rows.map((row) => row.label.length));
  return svgDocument(canvas, text, {
    width: 760,
    height: 60 + 30 * rows.length,
    marginLeft: Math.min(320, 40 + 7.4 * longest),
    marginRight: 92,
    marginTop: 8,
    marginBottom: 46,
    x: { domain, label: text.axis, labelAnchor: "center", labelArrow: "none", ticks: 6 },
    y: { label: null, domain: rows.map((row) => row.label), tickSize: 0, tickPadding: 12 },
    r: { type: "identity" },
    marks: [
      Plot.gridX({ stroke: palette.faint, strokeOpacity: 1, ticks: 6 }),
      Plot.ruleY(inside, {
        x1: (row: { lower: number }) => Math.max(row.lower, domain[0]),
        x2: (row: { upper: number }) => Math.min(row.upper, domain[1]),
        y: "label",
        stroke: "colour",
        strokeWidth: 2,
        strokeLinecap: "round",
      }),
      Plot.dot(inside, {
        x: "mean",
        y: "label",
        r: "radius",
        fill: "colour",
        stroke: palette.paper,
        strokeWidth: 1.5,
      }),
      Plot.text(outside, {
        x: (row: { mean: number }) => (row.mean < domain[0] ? domain[0] : domain[1]),
        y: "label",
        text: (row: { mean: number }) =>
          row.mean < domain[0] ? "◂ off the scale" : "off the scale ▸",
        textAnchor:
          rows[0] !== undefined && outside[0]?.mean !== undefined && outside[0].mean > domain[1]
            ? "end"
            : "start",
        fill: "colour",
      }),
      Plot.text(data, {
        y: "label",
        text: "value",
        frameAnchor: "right",
        dx: 78,
        textAnchor: "end",
        fill: "colour",
        fontWeight: 600,
      }),
    ],
    color: { type: "identity" },
  });
}

/** The range of all rows but the trivial ones, with a margin; all rows when that keeps the figure legible. */
function domainOf(
  rows: readonly CandidateRow[],
  scale: number,
  percent: boolean,
): [number, number] {
  const useful = rows.filter((row) => row.role !== "trivial");
  const [low, high] = rangeOf(useful.length > 0 ? useful : rows);
  const [allLow, allHigh] = rangeOf(rows);
  const legible = high - low > 0.3 * (allHigh - allLow);
  const [from, to] = legible ? [allLow, allHigh] : [low, high];
  const pad = 0.06 * (to - from) || 0.05 * Math.abs(to) || 1;
  // A fraction cannot exceed 1, so 100 % stays a sensible end of the axis.
  const top = percent ? Math.min(to + pad, 1.004) : to + pad;
  return [(from - pad) * scale, top * scale];
}

function rangeOf(rows: readonly CandidateRow[]): [number, number] {
  return [Math.min(...rows.map((row) => row.lower)), Math.max(...rows.map((row) => row.upper))];
}
