import { escapeXml, palette } from "../report/figure.ts";
import type { Drawing, DrawnNumbers } from "./drawing.ts";

/** A figure and its numbers as one page that loads nothing from anywhere. */
export function htmlPage({ title, svg, tables }: Drawing): string {
  return [
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<meta name="viewport" content="width=device-width"><title>${escapeXml(title)}</title>`,
    `<style>${style}</style></head><body>\n`,
    // Names of the format, which HTML knows without them.
    svg.replace(/ xmlns(:\w+)?="[^"]*"/g, ""),
    ...tables.map(table),
    "</body></html>\n",
  ].join("");
}

function table({ caption, head, rows }: DrawnNumbers): string {
  const cells = (tag: "td" | "th", texts: readonly string[]) =>
    `<tr>${texts.map((text) => `<${tag}>${escapeXml(text)}</${tag}>`).join("")}</tr>\n`;
  return [
    `<table><caption>${escapeXml(caption)}</caption>\n<thead>${cells("th", head)}</thead>\n<tbody>`,
    ...rows.map((row) => cells("td", row.map(String))),
    "</tbody></table>\n",
  ].join("");
}

const style = [
  `body{margin:24px;font:14px system-ui,sans-serif;color:${palette.ink};background:${palette.paper}}`,
  "body>svg{max-width:100%;height:auto}",
  "table{border-collapse:collapse;margin:24px 0;font-variant-numeric:tabular-nums}",
  "caption{text-align:left;font-weight:600;padding:4px 0}",
  `th,td{text-align:right;padding:2px 14px 2px 0;border-bottom:1px solid ${palette.faint}}`,
].join("");
