import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { plainEngine, random } from "@ntkit/linalg";
import { afterAll, expect, test } from "vitest";
import { readRegression } from "../src/scale/read-regression.ts";
import { chooseScale } from "../src/scale/choose-scale.ts";
import { type ScaleResult, conjugate, eigenPro, nystrom } from "../src/scale/solve-scale.ts";
import { scaleSuite } from "../src/suites/scale.ts";
import { svmSuite } from "../src/suites/svm.ts";

const folder = mkdtempSync(join(tmpdir(), "ntkit-scale-test-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** 120 rows of a curve in units of 10, every sixth a test row of the first split. */
function writeCurve(name: string): string {
  const path = join(folder, name);
  mkdirSync(path);
  const { normal } = random(1);
  const rows = Array.from({ length: 120 }, () => [normal(), normal()]);
  const lines = rows.map(([a, b]) => `${a!},${b!},${10 * Math.sin(a! + b!)}`);
  const put = (file: string, text: string): void => {
    writeFileSync(join(path, file), gzipSync(text));
  };
  put("data.csv.gz", `${lines.join("\n")}\n`);
  put("test_mask.csv.gz", rows.map((_, i) => `${i % 6 === 0 ? 1 : 0},0\n`).join(""));
  return path;
}

test("a set is split by the first mask and standardised by its training rows", async () => {
  const set = readRegression(writeCurve("curve"))!;
  expect([set.x.rows, set.x.cols, set.testX.rows]).toEqual([100, 2, 20]);
  expect(set.y.data.reduce((sum, y) => sum + y, 0)).toBeAllclose(0, { atol: 1e-12 });
  expect(set.y.data.reduce((sum, y) => sum + y * y, 0)).toBeAllclose(100);
  expect(readRegression(join(folder, "nothing"))).toBeUndefined();
  expect(readRegression(join(folder, "curve"), 30)!.x.rows).toBe(30);
  const tools = { engine: plainEngine, workers: undefined };
  const choice = await chooseScale(set, 80, tools);
  const epochs: ScaleResult[] = [];
  const results = [
    await nystrom(set, choice, 60, tools),
    await eigenPro(set, choice, 30, tools, (_, result) => epochs.push(result)),
    await conjugate(set, choice, { rows: 100, rank: 40 }, tools),
  ];
  expect(epochs).toHaveLength(30);
  expect(epochs.at(-1)).toEqual(results[1]);
  for (const { mse, seconds } of results) {
    expect(mse).toBeLessThan(0.2 * set.unit ** 2);
    expect(seconds).toBeGreaterThan(0);
  }
});

test.each([scaleSuite, svmSuite])(
  "$name is skipped with the reason where the data are not there",
  async (suite) => {
    const lines: string[] = [];
    const env = { NTKIT_DATA: join(folder, "nowhere") };
    const log = (line: string): unknown => lines.push(line);
    for await (const row of suite.run({
      quick: true,
      check: false,
      large: false,
      env,
      log,
      threads: 1,
    })) {
      expect.unreachable(row.workload);
    }
    expect(lines[0]).toMatch(/skipped, no folder .*nowhere.*NTKIT_DATA/);
  },
);
