import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeNpy } from "@ntkit/datasets";
import { fromRows } from "@ntkit/linalg";
import { JSDOM } from "jsdom";
import { describe, expect, test } from "vitest";
import { diagnoseDrawing } from "../src/plot/diagnose-drawing.ts";
import { pngPainter } from "../src/plot/png-painter.ts";
import { UsageError } from "../src/errors/usage-error.ts";
import { canvas } from "../src/report/figure.ts";
import { type Workspace, workspace } from "./workspace.ts";

const files = {
  "K.npy": writeNpy(
    fromRows([
      [2, 1],
      [1, 2],
    ]),
  ),
  "singular.npy": writeNpy(
    fromRows([
      [1, 1],
      [1, 1],
    ]),
  ),
  "Kx.npy": writeNpy(fromRows([[1, 0.5]])),
  "y.npy": writeNpy(fromRows([[1], [3]])),
};
const flow = "flow --train K.npy --targets y.npy --loss mean --out o.npz";
const diagnose = "diagnose --train K.npy --targets y.npy --ridges 0,1e-6,1e-3,1 --out o.npz";

/** Parses strictly and checks that every coordinate is a number. */
function parsed(svg: string): { readonly text: string; readonly dots: readonly number[][] } {
  const { window } = new JSDOM();
  const root = new window.DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
  expect(root.querySelector("parsererror")).toBeNull();
  expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  const dots = [...root.querySelectorAll("circle")].map((dot) =>
    ["cx", "cy"].map((name) => Number(dot.getAttribute(name))),
  );
  expect(dots.flat().every(Number.isFinite)).toBe(true);
  return { text: root.textContent, dots };
}

async function drawn(place: Workspace, command: string): Promise<ReturnType<typeof parsed>> {
  const { code, stderr } = await place.run(`${command} --plot p.svg`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return parsed(await place.read("p.svg"));
}

describe("flow", () => {
  test("draws the loss and the outputs at every time, from 0 to infinity", async () => {
    const place = await workspace(files);
    const { text, dots } = await drawn(place, `${flow} --cross Kx.npy --times inf,0,1,10`);
    for (const part of [
      "Training by gradient flow",
      "training loss: sum of squares / 2N",
      "time",
      "outputs of other rows",
      "row 1",
      "10¹",
      "∞",
    ]) {
      expect(text).toContain(part);
    }
    // 4 losses, of which the last may be exactly 0, 2 rows and 1 other row at 4 times
    expect(dots.length).toBeGreaterThanOrEqual(15);
    // Lines run from left to right: 0 before 1 before 10 before infinity.
    const steps = dots.slice(-4).map(([x]) => x!);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    expect(new Set(steps).size).toBe(4);
  });

  test("counts the loss as it is named, and says so in the table", async () => {
    const place = await workspace(files);
    await place.run(`${flow} --times 0 --plot mean.html`);
    await place.run(`${flow.replace("mean", "sum")} --times 0 --plot sum.html`);
    expect(await place.read("mean.html")).toContain("<td>0</td><td>2.5</td><td>0</td><td>0</td>");
    expect(await place.read("sum.html")).toContain("<td>0</td><td>5</td><td>0</td><td>0</td>");
  });

  test.each(["0", "inf", "0,inf", "2,3", "1e-9,1e9", "0,0.5,inf"])(
    "draws the times %s",
    async (times) => {
      await drawn(await workspace(files), `${flow} --times ${times}`);
    },
  );

  test("says what cannot be drawn: losses of descent that diverges, or of 0", async () => {
    const place = await workspace({ ...files, "0.npy": writeNpy(fromRows([[0], [0]])) });
    const diverging = `${flow} --descent --rate 3 --times 0,1,100`;
    const { text } = await drawn(place, diverging);
    expect(text).toContain("Training by gradient descent");
    expect(text).toContain("steps");
    const still = await drawn(place, `${flow.replace("y.npy", "0.npy")} --times 0,1`);
    expect(still.text).toContain("2 of its values are 0 or ∞ and not drawn");
  });
});

describe("diagnose", () => {
  test("draws the spectrum and the errors against every ridge, 0 among them", async () => {
    const place = await workspace(files);
    const { text, dots } = await drawn(place, diagnose);
    for (const part of ["eigenvalue", "condition number 3", "ridge", "√GCV", "leave-one-out"]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain("not drawn");
    expect(dots).toHaveLength(2 + 2 * 4);
  });

  test("tells the condition number, null and ∞ where the kernel is singular", async () => {
    const place = await workspace(files);
    expect((await place.json(diagnose)).value).toMatchObject({
      conditionNumber: expect.closeTo(3, 14) as number,
    });
    const singular = diagnose.replace("K.npy", "singular.npy").replace("0,1e-6,", "");
    expect((await place.json(singular)).value).toMatchObject({ conditionNumber: null });
    expect((await drawn(place, singular)).text).toContain("condition number ∞");
  });

  test("thins a long spectrum and keeps its ends", async () => {
    const eigenvalues = Float64Array.from({ length: 20_000 }, (_, i) => 1 / (i + 1) ** 2);
    const ridges = [{ ridge: 1, looRmse: 1, gcv: 1 }];
    const { svg, tables } = diagnoseDrawing(await canvas(), {
      eigenvalues,
      conditionNumber: 4e8,
      ridges,
    });
    parsed(svg);
    const { rows } = tables[1]!;
    expect(rows.length).toBeLessThanOrEqual(300);
    expect([rows[0], rows.at(-1)]).toEqual([
      [1, 1],
      [20_000, 1 / 20_000 ** 2],
    ]);
  });
});

const fonts = await pngPainter().then(
  () => true,
  (error: unknown) => !(error instanceof UsageError),
);

test.skipIf(!fonts)("PNG has its signature and twice the size of the SVG", async () => {
  const place = await workspace(files);
  const { value } = await place.json(`${diagnose} --plot p.PNG`);
  expect(value).toMatchObject({ plot: "p.PNG" });
  await place.run(`${diagnose} --plot p.svg`);
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(await place.read("p.svg"))!;
  const png = await readFile(join(place.path, "p.PNG"));
  expect([...png.subarray(0, 8)]).toEqual([137, 80, 78, 71, 13, 10, 26, 10]);
  const size = [png.readUInt32BE(16), png.readUInt32BE(20)];
  expect(size).toEqual([Math.ceil(2 * Number(width)), Math.ceil(2 * Number(height))]);
});

test("PNG is refused where no font is installed, instead of a figure without words", async () => {
  await expect(pngPainter({ loadSystemFonts: false })).rejects.toMatchObject({
    code: "usage",
    detail: { reason: "no-font" },
  });
});

test("HTML holds the figure and its numbers, and loads nothing", async () => {
  const place = await workspace(files);
  expect((await place.run(`${diagnose} --plot p.html`)).stdout).toContain("drew p.html\n");
  const html = await place.read("p.html");
  expect(html).not.toMatch(/https?:|src=|href=|url\(|@import|<script/);
  const { document } = new JSDOM(html).window;
  expect(document.title).toBe("Spectrum of the kernel and expected error");
  expect(document.querySelectorAll("svg circle")).toHaveLength(10);
  const [errors, spectrum] = [...document.querySelectorAll("table")];
  const cells = (table: Element | undefined) =>
    [...table!.querySelectorAll("tbody tr")].map((row) =>
      [...row.children].map((cell) => Number(cell.textContent)),
    );
  expect(cells(errors).map(([ridge]) => ridge)).toEqual([0, 1e-6, 1e-3, 1]);
  expect(cells(spectrum).flat()).toBeAllclose([1, 3, 2, 1], { atol: 1e-14 });
});

test.each([
  ["p.pdf", "must end in .svg, .png or .html"],
  ["p", "must end in .svg, .png or .html"],
  ["nowhere/p.svg", "--plot: must be a path that can be written"],
  ["folder.svg", "--plot: must be a file, got the folder"],
])("refuses --plot %s before it reads or writes anything", async (plot, words) => {
  const place = await workspace({ "folder.svg/x": "" });
  for (const command of [`${flow} --times 1`, diagnose]) {
    const { code, stderr } = await place.run(`${command} --plot ${plot}`);
    expect({ code, words: stderr.includes(words) }).toEqual({ code: 2, words: true });
  }
  expect(await place.list()).toEqual(["folder.svg"]);
});

test("refuses one file for the figure and the arrays, and --plot with --network", async () => {
  const place = await workspace(files);
  const same = diagnose.replace("o.npz", "o.svg");
  expect(await place.run(`${same} --plot o.svg`)).toMatchObject({ code: 2 });
  expect(await place.run("diagnose --network mlp:depth=2 --plot o.svg")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("--network goes without --plot") as string,
  });
});
