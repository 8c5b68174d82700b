import { type Canvas, palette, svgDocument } from "../report/figure.ts";
import type { StrategyCurve } from "./compare-strategies.ts";

/** Accuracy against labelled samples: a panel for each strategy with its band, random in grey behind it. */
export function curvesFigure(
  canvas: Canvas,
  curves: readonly StrategyCurve[],
  text: { readonly title: string; readonly subtitle: string },
): string {
  const { Plot } = canvas;
  const points = curves.flatMap(pointsOf);
  const random = points.filter(({ strategy }) => strategy === "random");
  const others = curves.map(({ strategy }) => strategy).filter((name) => name !== "random");
  const panels = others.length === 0 ? ["random"] : others;
  const behind = panels.flatMap((strategy) => random.map((point) => ({ ...point, strategy })));
  const shown = points.filter(({ strategy }) => panels.includes(strategy));
  const columns = Math.min(4, panels.length);
  const place = (strategy: string) => panels.indexOf(strategy);
  return svgDocument(canvas, text, {
    width: 60 + 220 * columns,
    height: 70 + 190 * Math.ceil(panels.length / columns),
    marginLeft: 56,
    marginBottom: 46,
    marginTop: 30,
    x: { label: "labelled samples", labelAnchor: "center", labelArrow: "none", ticks: 4 },
    y: { label: "accuracy, %", labelArrow: "none", ticks: 5, nice: true, grid: true },
    fx: { padding: 0.12, axis: null },
    fy: { padding: 0.22, axis: null },
    marks: [
      ...[behind, shown].map((data, layer) =>
        Plot.areaY(data, {
          ...faceted(columns, place),
          x: "labelled",
          y1: "low",
          y2: "high",
          fill: layer === 0 ? palette.muted : palette.accent,
          fillOpacity: 0.2,
        }),
      ),
      ...[behind, shown].map((data, layer) =>
        Plot.line(data, {
          ...faceted(columns, place),
          x: "labelled",
          y: "mean",
          stroke: layer === 0 ? palette.muted : palette.accent,
          strokeWidth: 1.8,
        }),
      ),
      Plot.text(panels, {
        fx: (name: string) => place(name) % columns,
        fy: (name: string) => Math.floor(place(name) / columns),
        text: (name: string) => name,
        frameAnchor: "top-left",
        dy: -14,
        fontWeight: 600,
      }),
    ],
  });
}

interface Point {
  readonly strategy: string;
  readonly labelled: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

function pointsOf({ strategy, labelled, curve }: StrategyCurve): Point[] {
  return labelled.map((count, round) => ({
    strategy,
    labelled: count,
    mean: 100 * curve.mean[round]!,
    low: 100 * Math.max(0, curve.low[round]!),
    high: 100 * Math.min(1, curve.high[round]!),
  }));
}

function faceted(columns: number, place: (strategy: string) => number) {
  return {
    fx: ({ strategy }: Point) => place(strategy) % columns,
    fy: ({ strategy }: Point) => Math.floor(place(strategy) / columns),
  };
}
