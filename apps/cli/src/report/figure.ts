import type * as PlotLibrary from "@observablehq/plot";

/** The plotting library and a document to draw in. */
export interface Canvas {
  readonly Plot: typeof PlotLibrary;
  readonly document: Document;
}

let loaded: Promise<Canvas> | undefined;

/** Loads the plotting library, which takes longer than a small fit, only when a figure is drawn. */
export function canvas(): Promise<Canvas> {
  loaded ??= Promise.all([import("@observablehq/plot"), import("jsdom")]).then(
    ([Plot, { JSDOM }]) => ({ Plot, document: new JSDOM("").window.document }),
  );
  return loaded;
}

/** Colours of every figure: one accent for what was chosen, greys for the rest. */
export const palette = {
  accent: "#1f5fbf",
  contrast: "#c2571a",
  muted: "#8b95a5",
  faint: "#e3e7ed",
  ink: "#1f2733",
  paper: "#ffffff",
} as const;

const fonts = "Inter, 'Helvetica Neue', 'Segoe UI', Roboto, 'DejaVu Sans', Arial, sans-serif";

/** What stands above the panels of a figure. */
export interface Heading {
  readonly title: string;
  readonly subtitle: string;
}

/** One plot of a figure. */
export type Panel = PlotLibrary.PlotOptions;

/** Panels from left to right as a self-contained SVG document, with a title, a line of explanation and room around. */
export function svgDocument(
  { Plot, document }: Canvas,
  heading: Heading,
  ...panels: readonly Panel[]
): string {
  const side = 12;
  const top = 64;
  let [right, bottom] = [side, 0];
  const drawn = panels.map((options) => {
    const plot = Plot.plot({
      document,
      ...options,
      style: { background: palette.paper, color: palette.ink, fontFamily: fonts, fontSize: "13px" },
    });
    const place = `<g transform="translate(${right} ${top})">`;
    right += Number(plot.getAttribute("width"));
    bottom = Math.max(bottom, Number(plot.getAttribute("height")));
    return `${place}${withNamespace(plot.outerHTML)}</g>`;
  });
  const width = right + side;
  const height = bottom + top + side;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"`,
    ` viewBox="0 0 ${width} ${height}" font-family="${fonts}" fill="${palette.ink}" role="img">`,
    `<title>${escapeXml(heading.title)}</title>`,
    `<rect width="100%" height="100%" fill="${palette.paper}"/>`,
    `<text x="20" y="30" font-size="17" font-weight="600">${escapeXml(heading.title)}</text>`,
    `<text x="20" y="51" font-size="13" fill="#5b6573">${escapeXml(heading.subtitle)}</text>`,
    ...drawn,
    "</svg>\n",
  ];
  return lines.join("");
}

function withNamespace(svg: string): string {
  return svg.replace(/^<svg(?![^>]*xmlns=)/, '<svg xmlns="http://www.w3.org/2000/svg"');
}

/** Text that may stand in XML. Characters that XML forbids become a replacement character. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!);
}
