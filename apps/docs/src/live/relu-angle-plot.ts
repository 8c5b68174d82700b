import * as Plot from "@observablehq/plot";
import type { ReluKernels } from "./relu-kernels.ts";

/** Names of the curves, as in the legend and the readout. */
const curves = ["NNGP", "NTK"] as const;

/** One point of a curve. */
interface CurvePoint {
  readonly curve: (typeof curves)[number];
  /** Degrees. */
  readonly angle: number;
  readonly value: number;
}

/** How the figure is drawn. */
export interface PlotOptions {
  /** Pixels. */
  readonly width: number;
  /** Divide each kernel by its value at angle 0. */
  readonly relative: boolean;
  /** Degrees at which the values are marked. */
  readonly probe: number;
}

/** The curves as rows; `relative` divides each by its value at its first angle, 0. */
function curvePoints(kernels: ReluKernels, relative: boolean): CurvePoint[] {
  const values = { NNGP: kernels.nngp, NTK: kernels.ntk };
  return curves.flatMap((curve) => {
    const unit = relative ? values[curve][0]! : 1;
    return kernels.angles.map((angle, i) => ({ curve, angle, value: values[curve][i]! / unit }));
  });
}

/**
 * The figure: both kernels against the angle, the probed angle marked. Moving the pointer over it
 * fires `input` with the angle under the pointer as `value.angle`.
 */
export function reluAnglePlot(
  kernels: ReluKernels,
  options: PlotOptions,
): HTMLElement | SVGElement {
  const points = curvePoints(kernels, options.relative);
  const at = points.filter(({ angle }) => angle === options.probe);
  const line = { x: "angle", y: "value", stroke: "curve" } as const;
  return Plot.plot({
    width: options.width,
    height: Math.round(Math.min(420, Math.max(280, options.width * 0.55))),
    marginLeft: 48,
    marginBottom: 44,
    style: { fontSize: "13px", background: "transparent", overflow: "visible" },
    ariaLabel: "NNGP and NTK against the angle between two inputs",
    x: {
      label: "angle between the inputs →",
      ticks: [0, 30, 60, 90, 120, 150, 180],
      tickFormat: (d: number) => `${d}°`,
    },
    y: {
      label: options.relative ? "↑ kernel / its value at 0°" : "↑ kernel",
      domain: options.relative ? [-0.1, 1] : extent(points),
      grid: true,
    },
    color: { domain: curves, range: ["var(--ntkit-nngp)", "var(--ntkit-ntk)"] },
    marks: [
      Plot.ruleY([0], { stroke: "currentColor", strokeOpacity: 0.4 }),
      Plot.ruleX([options.probe], {
        stroke: "currentColor",
        strokeOpacity: 0.35,
        strokeDasharray: "4 3",
      }),
      Plot.line(points, { ...line, strokeWidth: 2.5, className: "curve" }),
      Plot.dot(at, { x: "angle", y: "value", fill: "curve", r: 4.5, stroke: "var(--sl-color-bg)" }),
      Plot.dot(
        points,
        Plot.pointerX({ x: "angle", y: "value", stroke: "curve", r: 4, className: "hover" }),
      ),
    ],
  });
}

/** Room for all the points, 0 included. */
function extent(points: readonly CurvePoint[]): [number, number] {
  const values = points.map(({ value }) => value);
  return [Math.min(0, ...values), Math.max(0, ...values)];
}
