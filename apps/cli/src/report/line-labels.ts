import type { Canvas } from "./figure.ts";
import { shades } from "./shades.ts";

/** Names of the lines, right of the frame, the last and darkest at the top. */
export function lineLabels(
  Plot: Canvas["Plot"],
  series: readonly string[],
): ReturnType<typeof Plot.text>[] {
  const colours = shades(series.length);
  return series.map((name, i) =>
    Plot.text([name], {
      frameAnchor: "top-right",
      textAnchor: "start",
      dx: 16,
      dy: 10 + 20 * (series.length - 1 - i),
      text: [name],
      fill: colours[i]!,
      fontWeight: 600,
    }),
  );
}
