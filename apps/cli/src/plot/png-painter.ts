import type { ResvgRenderOptions } from "@resvg/resvg-js";
import { UsageError } from "../errors/usage-error.ts";

/** Paints an SVG document as PNG. */
export type PngPainter = (svg: string) => Uint8Array;

/**
 * The painter of PNG, with twice as many pixels each way as the SVG has units.
 *
 * Letters are drawn with the fonts of this machine; where there are none they would vanish in silence.
 *
 * @throws {@link UsageError} when this machine has no font, or no renderer for it is installed
 */
export async function pngPainter(
  font: NonNullable<ResvgRenderOptions["font"]> = { loadSystemFonts: true },
): Promise<PngPainter> {
  const { Resvg } = await import("@resvg/resvg-js").catch((cause: unknown) => {
    throw new UsageError(
      "--plot: must end in .svg or .html where @resvg/resvg-js has no program for this machine",
      { reason: "no-renderer" },
      { cause },
    );
  });
  const paint = (svg: string) => new Resvg(svg, { font, fitTo: { mode: "zoom", value: 2 } });
  if (paint(letter).getBBox() === undefined) {
    throw new UsageError(
      "--plot: must end in .svg or .html where no font is installed, in which PNG would lack its words; got no font (fonts-dejavu-core has one)",
      { reason: "no-font" },
    );
  }
  return (svg) => paint(svg).render().asPng();
}

const letter =
  '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15" font-family="sans-serif">x</text></svg>';
