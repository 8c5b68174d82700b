import { type Canvas, palette, svgDocument } from "./figure.ts";

/** Confusion matrix: rows are the true classes, columns the predicted ones, shaded by the share of the row. */
export function confusionFigure(
  canvas: Canvas,
  classes: readonly string[],
  counts: readonly (readonly number[])[],
  text: { readonly title: string; readonly subtitle: string },
): string {
  const { Plot } = canvas;
  const cells = counts.flatMap((row, i) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, j) => ({
      truth: classes[i]!,
      predicted: classes[j]!,
      count,
      share: total === 0 ? 0 : count / total,
    }));
  });
  const longest = Math.max(...classes.map((name) => name.length));
  const side = Math.max(34, Math.min(92, 560 / classes.length));
  const left = Math.min(260, 72 + 7.4 * longest);
  const tilted = longest * 7.4 > side;
  return svgDocument(canvas, text, {
    width: Math.max(520, left + side * classes.length + 40),
    height: side * classes.length + (tilted ? 40 + 5.2 * longest : 70),
    marginLeft: left,
    marginRight: Math.max(40, 520 - left - side * classes.length),
    marginTop: 12,
    marginBottom: tilted ? 28 + 5.2 * longest : 58,
    x: {
      label: "predicted",
      domain: [...classes],
      tickSize: 0,
      labelArrow: "none",
      labelAnchor: "center",
      ...(tilted ? { tickRotate: -40 } : {}),
    },
    y: {
      label: "true",
      labelOffset: left - 18,
      domain: [...classes],
      tickSize: 0,
      labelArrow: "none",
      labelAnchor: "center",
    },
    color: { type: "linear", domain: [0, 1], range: ["#f3f6fa", palette.accent] },
    marks: [
      Plot.cell(cells, { x: "predicted", y: "truth", fill: "share", inset: 1.5, rx: 4 }),
      Plot.text(cells, {
        x: "predicted",
        y: "truth",
        text: (cell: { count: number }) => cell.count.toLocaleString("en"),
        fill: (cell: { share: number }) => (cell.share > 0.55 ? palette.paper : palette.ink),
        fillOpacity: (cell: { count: number }) => (cell.count === 0 ? 0.35 : 1),
        fontSize: side > 50 ? 16 : 12,
        fontWeight: 600,
      }),
    ],
  });
}
