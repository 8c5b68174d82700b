import { type Canvas, palette, svgDocument } from "./figure.ts";

/** Predicted against true values: each row of the table where it was held out, with the line of perfect prediction. */
export function predictionFigure(
  canvas: Canvas,
  points: readonly { readonly truth: number; readonly predicted: number }[],
  text: { readonly title: string; readonly subtitle: string; readonly target: string },
): string {
  const { Plot } = canvas;
  const values = points.flatMap((point) => [point.truth, point.predicted]);
  const [low, high] = padded(Math.min(...values), Math.max(...values));
  return svgDocument(canvas, text, {
    width: 632,
    height: 560,
    marginLeft: 80,
    marginRight: 28,
    marginTop: 12,
    marginBottom: 52,
    x: {
      label: `true ${text.target}`,
      domain: [low, high],
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 7,
    },
    y: {
      label: `predicted ${text.target}`,
      domain: [low, high],
      labelAnchor: "center",
      labelArrow: "none",
      ticks: 7,
    },
    marks: [
      Plot.gridX({ stroke: palette.faint, strokeOpacity: 1, ticks: 7 }),
      Plot.gridY({ stroke: palette.faint, strokeOpacity: 1, ticks: 7 }),
      Plot.link([0], {
        x1: low,
        y1: low,
        x2: high,
        y2: high,
        stroke: palette.contrast,
        strokeWidth: 1.5,
        strokeDasharray: "5 4",
      }),
      Plot.dot(points, {
        x: "truth",
        y: "predicted",
        r: points.length > 1500 ? 2 : 3.2,
        fill: palette.accent,
        fillOpacity: points.length > 1500 ? 0.3 : 0.55,
      }),
    ],
  });
}

function padded(low: number, high: number): [number, number] {
  const pad = (high - low) * 0.04 || Math.abs(low) * 0.1 || 1;
  return [low - pad, high + pad];
}
