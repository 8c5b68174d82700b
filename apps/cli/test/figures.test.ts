import { JSDOM } from "jsdom";
import { expect, test } from "vitest";
import { type CandidateRow, candidatesFigure } from "../src/report/candidates-figure.ts";
import { confusionFigure } from "../src/report/confusion-figure.ts";
import { canvas, escapeXml } from "../src/report/figure.ts";
import { penaltyFigure } from "../src/report/penalty-figure.ts";
import { predictionFigure } from "../src/report/prediction-figure.ts";

/** Parses strictly, as a browser that opens the file does, and returns all its text. */
function textOf(svg: string): string {
  const { window } = new JSDOM();
  const document = new window.DOMParser().parseFromString(svg, "image/svg+xml");
  expect(document.querySelector("parsererror")).toBeNull();
  expect(document.documentElement.namespaceURI).toBe("http://www.w3.org/2000/svg");
  expect(svg).not.toContain("NaN");
  return document.documentElement.textContent;
}

const row = (label: string, mean: number, role: CandidateRow["role"]): CandidateRow => ({
  label,
  mean,
  lower: mean - 0.02,
  upper: mean + 0.01,
  role,
});
const text = { title: 'A <b> & "c"', subtitle: "5 folds", axis: "accuracy, %", percent: true };

test("candidates: every label and value is there, and an outlying baseline is marked, not drawn", async () => {
  const tools = await canvas();
  const rows = [
    row("depth 1", 0.93, "candidate"),
    row("depth 2", 0.96, "chosen"),
    row("linear model", 0.93, "linear"),
  ];
  const near = textOf(
    candidatesFigure(tools, [...rows, row("majority class", 0.92, "trivial")], text),
  );
  expect(near).toContain("96.0 %");
  expect(near).toContain('A <b> & "c"');
  expect(near).not.toContain("off the scale");
  expect(
    textOf(candidatesFigure(tools, [...rows, row("majority class", 0.3, "trivial")], text)),
  ).toContain("◂ off the scale");
  const errors = { ...text, percent: false };
  expect(textOf(candidatesFigure(tools, [...rows, row("mean", 9, "trivial")], errors))).toContain(
    "off the scale ▸",
  );
});

test("candidates: equal values have a figure too", async () => {
  const flat = { label: "depth 1", mean: 1, lower: 1, upper: 1, role: "chosen" } as const;
  expect(textOf(candidatesFigure(await canvas(), [flat], text))).toContain("100.0 %");
});

test("confusion: every count is there, with hostile class names and many classes", async () => {
  const names = ["<x>", 'a "b" & c', "a very long name of a class indeed"];
  const counts = [
    [5, 1, 0],
    [0, 1234, 2],
    [0, 0, 0],
  ];
  const shown = textOf(confusionFigure(await canvas(), names, counts, text));
  for (const part of [...names, "1,234"]) expect(shown).toContain(part);
  const many = Array.from({ length: 40 }, (_, i) => `class ${i}`);
  const diagonal = many.map((_, i) => many.map((__, j) => Number(i === j)));
  expect(textOf(confusionFigure(await canvas(), many, diagonal, text))).toContain("class 39");
});

test("predictions and penalties: extreme and equal values draw", async () => {
  const tools = await canvas();
  const flat = [{ truth: 2, predicted: 2 }];
  textOf(predictionFigure(tools, flat, { ...text, target: "y" }));
  const wide = [
    { truth: -1e300, predicted: 0 },
    { truth: 1e-300, predicted: 5 },
  ];
  textOf(predictionFigure(tools, wide, { ...text, target: "y & z" }));
  const points = [1e-6, 1e-3, 0, 10].map((penalty) => ({
    series: "depth 2",
    penalty,
    value: 0.9,
    chosen: penalty === 10,
  }));
  const shown = textOf(penaltyFigure(tools, points, { ...text, penaltyAxis: "ridge" }));
  expect(shown).toContain("10⁻⁶");
  expect(shown).toContain("chosen");
});

test("escapeXml leaves no character that XML forbids", () => {
  expect(escapeXml('a<b>&"\u0000\u001b\ud800\n😀')).toBe(
    "a&lt;b&gt;&amp;&quot;\ufffd\ufffd\ufffd\n😀",
  );
});
