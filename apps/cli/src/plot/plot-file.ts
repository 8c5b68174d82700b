import { extname, resolve } from "node:path";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { type Canvas, canvas } from "../report/figure.ts";
import { UsageError } from "../errors/usage-error.ts";
import type { Drawing } from "./drawing.ts";
import { htmlPage } from "./html-page.ts";
import { pngPainter } from "./png-painter.ts";

/** Draws what was found and writes it where `--plot` says. */
export type PlotWriter = (draw: (tools: Canvas) => Drawing) => Promise<void>;

/** Help of `--plot`. */
export const plotHelp = "figure to write: a file that ends in .svg, .png or .html";

/** The line of a command's output on its figure; nothing without one. */
export function drewPlot(plot: string | undefined): string {
  return plot === undefined ? "" : `drew ${plot}\n`;
}

/**
 * The writer of `--plot`, once it is sure that nothing stands in its way; one that does nothing without the option.
 *
 * @throws {@link UsageError} for another ending, the path of `--out`, a path that cannot be written,
 *   and PNG on a machine without fonts
 */
export async function plotFile(
  cwd: string,
  { plot, out }: { readonly plot?: string | undefined; readonly out: string },
  inputs: readonly (string | undefined)[],
): Promise<PlotWriter> {
  if (plot === undefined) return () => Promise.resolve();
  const path = resolve(cwd, plot);
  const encode = await encoder(plot);
  if (path === resolve(cwd, out)) {
    throw new UsageError(`--plot: must be another file than --out, got ${plot}`, { path });
  }
  await outputPath(cwd, plot, { option: "--plot", inputs });
  return async (draw) => {
    await writeFileAtomically(path, encode(draw(await canvas())), "--plot");
  };
}

async function encoder(plot: string): Promise<(drawing: Drawing) => string | Uint8Array> {
  switch (extname(plot).toLowerCase()) {
    case ".svg":
      return ({ svg }) => svg;
    case ".html":
      return htmlPage;
    case ".png": {
      const paint = await pngPainter();
      return ({ svg }) => paint(svg);
    }
    default:
      throw new UsageError(`--plot: must end in .svg, .png or .html, got ${plot}`, { plot });
  }
}
