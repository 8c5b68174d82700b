import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Locator, type Page } from "playwright";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chromiumArgs, findChromium } from "../../../tooling/vitest/src/chromium.ts";
import { serveSite, type Site } from "./serve-site.ts";

const dist = fileURLToPath(new URL("../dist/", import.meta.url));
const installed = findChromium();
const skipped = "missing" in installed ? ` (SKIPPED here: ${installed.missing})` : "";

test("every link and image of the site leads somewhere on it", () => {
  const files = new Set(readdirSync(dist, { recursive: true, encoding: "utf8" }));
  const broken: string[] = [];
  for (const file of files) {
    if (!file.endsWith(".html")) continue;
    const html = readFileSync(`${dist}${file}`, "utf8");
    for (const [, to] of html.matchAll(/\b(?:href|src)="([^"#?]+)[^"]*"/g)) {
      if (/^([a-z]+:|\/\/)/i.test(to!)) continue;
      const { pathname } = new URL(to!, `http://site/${file}`);
      const path = decodeURIComponent(pathname).slice(1);
      const page = path === "" || path.endsWith("/") ? `${path}index.html` : path;
      if (!files.has(page)) broken.push(`${file}: ${to!}`);
    }
  }
  expect(broken).toEqual([]);
});

test("every package has its page and its reference", () => {
  for (const name of [
    "architecture",
    "linalg",
    "datasets",
    "kernels",
    "autodiff-jacobians",
    "pseudo-ntk",
    "solvers",
    "active-learning",
  ]) {
    expect(readFileSync(`${dist}packages/${name}/index.html`, "utf8")).toContain(`@ntkit/${name}`);
    expect(readdirSync(`${dist}reference/${name}/functions`)).not.toEqual([]);
  }
});

describe.skipIf("missing" in installed)(`in Chromium${skipped}`, () => {
  let site: Site;
  let browser: Browser;
  let page: Page;
  /** Errors of the pages, and requests that left this machine. */
  const faults: string[] = [];

  beforeAll(async () => {
    const { path } = installed as { path: string };
    site = await serveSite(dist);
    browser = await chromium.launch({ executablePath: path, args: [...chromiumArgs] });
  });

  afterAll(async () => {
    await browser.close();
    site.close();
  });

  beforeEach(async () => {
    faults.length = 0;
    page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.setDefaultTimeout(15_000);
    page.on("console", (message) => {
      if (message.type() === "error") faults.push(message.text());
    });
    page.on("pageerror", (error) => faults.push(String(error)));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(site.url) && !/^(data|blob):/.test(url)) faults.push(url);
    });
  });

  afterEach(async () => {
    await page.close();
    expect(faults, "console errors, page errors, requests to elsewhere").toEqual([]);
  });

  test.each([
    "/",
    "/getting-started/",
    "/conventions/",
    "/packages/kernels/",
    "/reference/kernels/functions/kernelfunction/",
  ])("%s opens without errors, fits a phone, and asks nothing of any other host", async (path) => {
    const response = await page.goto(site.url + path, { waitUntil: "networkidle" });
    expect(response?.status()).toBe(200);
    await page.setViewportSize({ width: 380, height: 800 });
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBeLessThanOrEqual(0);
  });

  test("formulas are set by KaTeX with its own fonts, and none failed to parse", async () => {
    await page.goto(`${site.url}/conventions/`, { waitUntil: "networkidle" });
    expect(await page.locator(".katex-error").count()).toBe(0);
    expect(await page.locator(".katex").count()).toBeGreaterThan(40);
    const loaded = await page.evaluate(() => document.fonts.check("16px KaTeX_Main"));
    expect(loaded).toBe(true);
  });

  test("search finds kernelFunction without a server", async () => {
    await page.goto(site.url);
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByPlaceholder("Search").fill("kernelFunction");
    const hit = page.locator(".pagefind-ui__result-link").first();
    await hit.waitFor();
    expect(await hit.textContent()).toMatch(/kernelFunction/i);
  });

  describe("the live page", () => {
    beforeEach(async () => {
      await page.goto(`${site.url}/live/relu-angle/`);
      await page.locator('relu-angle[data-depth="1"] svg').first().waitFor();
    });

    test("shows the arc-cosine values with one hidden layer", async () => {
      for (const degrees of [0, 60, 90, 180]) {
        await setSlider(page.getByLabel("Marked angle"), degrees);
        const { nngp, ntk } = arcCosine(degrees);
        expect(await shown("readout-nngp")).toBeCloseTo(nngp, 14);
        expect(await shown("readout-ntk")).toBeCloseTo(ntk, 14);
      }
    });

    test("draws the curves where the values are", async () => {
      await page.getByLabel("divide each kernel").uncheck();
      const drawn = await drawnCurves(page);
      for (const [index, degrees] of [0, 45, 90, 135, 180].map((a) => [a, a] as const)) {
        const { nngp, ntk } = arcCosine(degrees);
        expect(drawn.nngp[index]!.angle).toBeCloseTo(degrees, 0);
        expect(Math.abs(drawn.nngp[index]!.value - nngp)).toBeLessThan(0.005);
        expect(Math.abs(drawn.ntk[index]!.value - ntk)).toBeLessThan(0.005);
      }
    });

    test("recomputes when the depth slider moves, with the keyboard alone too", async () => {
      const depth = page.getByLabel("Hidden layers");
      await setSlider(depth, 10);
      await page.locator('relu-angle[data-depth="10"]').waitFor();
      await setSlider(page.getByLabel("Marked angle"), 0);
      expect(await shown("readout-nngp")).toBeCloseTo(1, 12);
      expect(await shown("readout-ntk")).toBeCloseTo(11, 11);

      await depth.focus();
      await page.keyboard.press("ArrowRight");
      await page.locator('relu-angle[data-depth="11"]').waitFor();
      expect(await shown("readout-ntk")).toBeCloseTo(12, 11);
      await page.keyboard.press("End");
      await page.locator('relu-angle[data-depth="50"]').waitFor();
      expect(await shown("readout-ntk")).toBeCloseTo(51, 10);
    });

    test("says the values under the pointer, and the marked ones when it leaves", async () => {
      const figure = page.locator("relu-angle .figure svg").first();
      const box = (await figure.boundingBox())!;
      await page.mouse.move(box.x + box.width * 0.4, box.y + box.height / 2);
      const angle = Number.parseInt(
        (await page.locator('[data-part="readout-angle"]').textContent())!,
      );
      expect(angle).toBeGreaterThan(50);
      expect(angle).toBeLessThan(85);
      expect(await shown("readout-nngp")).toBeCloseTo(arcCosine(angle).nngp, 14);
      await page.mouse.move(0, 0);
      expect(await page.locator('[data-part="readout-angle"]').textContent()).toBe("90°");
    });

    test("every control has a name, and the values stand in a table as well", async () => {
      for (const name of ["Hidden layers", "Marked angle", "divide each kernel"]) {
        expect(await page.getByLabel(name).count()).toBe(1);
      }
      await page.getByText("The values as a table").click();
      const cells = await page
        .locator("relu-angle tbody tr")
        .nth(6)
        .locator("th, td")
        .allTextContents();
      expect(cells).toEqual(["90°", "0.318310", "0.318310"]);
    });

    /** The full value behind a rounded one on the page. */
    async function shown(part: string): Promise<number> {
      return Number(await page.locator(`[data-part="${part}"]`).getAttribute("data-value"));
    }
  });
});

/** Both kernels with one hidden layer, from the formulas of Cho & Saul 2009. */
function arcCosine(degrees: number): { nngp: number; ntk: number } {
  const t = (degrees * Math.PI) / 180;
  const nngp = (Math.cos(t) * (Math.PI - t) + Math.sin(t)) / Math.PI;
  return { nngp, ntk: nngp + (Math.cos(t) * (Math.PI - t)) / Math.PI };
}

async function setSlider(slider: Locator, value: number): Promise<void> {
  await slider.fill(`${value}`);
}

/** The points of a drawn curve, read back from its path by means of the ticks of the axes. */
interface Drawn {
  readonly angle: number;
  readonly value: number;
}

async function drawnCurves(page: Page): Promise<{ nngp: Drawn[]; ntk: Drawn[] }> {
  const { paths, x, y } = await page.evaluate(() => {
    const svg = document.querySelector("relu-angle .figure svg")!;
    const ticks = (axis: string): [number, number][] =>
      Array.from(svg.querySelectorAll(`g[aria-label="${axis}-axis tick label"] text`), (text) => {
        const [left, top] = /translate\(([^,]+),([^)]+)\)/
          .exec(text.getAttribute("transform")!)!
          .slice(1);
        return [Number(axis === "x" ? left : top), Number.parseFloat(text.textContent)];
      });
    const curves = svg.querySelectorAll("g.curve path, path.curve, .curve path");
    return {
      paths: Array.from(curves, (path) => path.getAttribute("d")!),
      x: ticks("x"),
      y: ticks("y"),
    };
  });
  const [nngp, ntk] = paths.map((path) =>
    Array.from(path.matchAll(/([\d.]+),([\d.]+)/g), ([, left, top]) => ({
      angle: along(x, Number(left)),
      value: along(y, Number(top)),
    })),
  );
  return { nngp: nngp!, ntk: ntk! };
}

/** The value at a pixel, from two ticks of an axis. */
function along(ticks: readonly (readonly [number, number])[], pixel: number): number {
  const [[p0, v0], [p1, v1]] = [ticks[0]!, ticks.at(-1)!];
  return v0 + ((pixel - p0) / (p1 - p0)) * (v1 - v0);
}
