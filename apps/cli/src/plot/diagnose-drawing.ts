import { formatNumber, plural } from "../screen/format.ts";
import { type Canvas, svgDocument } from "../report/figure.ts";
import type { Drawing } from "./drawing.ts";
import { linesPanel } from "./lines-panel.ts";

/** What is drawn of a diagnosis. */
export interface DrawnDiagnosis {
  /** Descending. */
  readonly eigenvalues: Float64Array;
  /** λ_max / λ_min of the kernel. */
  readonly conditionNumber: number;
  readonly ridges: readonly {
    readonly ridge: number;
    readonly looRmse: number;
    readonly gcv: number;
  }[];
}

/** The spectrum of a kernel, and the error expected on new data against the ridge. */
export function diagnoseDrawing(canvas: Canvas, found: DrawnDiagnosis): Drawing {
  const { eigenvalues, conditionNumber, ridges } = found;
  const places = thinned(eigenvalues.length);
  const spectrum = {
    name: "eigenvalue",
    values: places.map((place) => eigenvalues[place - 1]!),
  };
  const errors = [
    { name: "√GCV", values: ridges.map(({ gcv }) => Math.sqrt(gcv)) },
    { name: "leave-one-out", values: ridges.map(({ looRmse }) => looRmse) },
  ];
  const positive = eigenvalues.filter((value) => value > 0).length;
  const missing = eigenvalues.length - positive;
  const heading = {
    title: "Spectrum of the kernel and expected error",
    subtitle:
      `${plural(eigenvalues.length, "row")}, condition number ${conditionNumber === Infinity ? "∞" : formatNumber(conditionNumber)}` +
      (missing === 0 ? "" : `; ${plural(missing, "eigenvalue")} not above 0 not drawn`),
  };
  const at = ridges.map(({ ridge }) => ridge);
  const svg = svgDocument(
    canvas,
    heading,
    linesPanel(canvas, places, [spectrum], { x: "place", y: "eigenvalue", log: true }),
    linesPanel(canvas, at, errors, { x: "ridge", y: "root mean squared error", log: true }),
  );
  const head = ["ridge", ...errors.map(({ name }) => name)];
  const rows = at.map((ridge, r) => [ridge, ...errors.map(({ values }) => values[r]!)]);
  return {
    ...heading,
    svg,
    tables: [
      { caption: "Root mean squared error against ridge", head, rows },
      {
        caption: "Eigenvalues that are drawn",
        head: ["place", "eigenvalue"],
        rows: places.map((place, i) => [place, spectrum.values[i]!]),
      },
    ],
  };
}

/** Places from 1 to n: all of few, else some 300 with equal ratios between them. */
function thinned(n: number): number[] {
  const count = Math.min(n, 300);
  const ratio = n ** (1 / Math.max(1, count - 1));
  const places = Array.from({ length: count }, (_, i) =>
    n === count ? i + 1 : Math.round(ratio ** i),
  );
  return [...new Set(places)];
}
