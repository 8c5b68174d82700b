import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { random } from "@ntkit/linalg";
import { protocols } from "ntkit/fit";
import { afterAll, describe, expect, test } from "vitest";
import type { Row } from "../src/row.ts";
import { uciSuite } from "../src/suites/uci.ts";
import { openCheckpoint } from "../src/uci/checkpoint.ts";
import { measureSet } from "../src/uci/measure-set.ts";
import { bestPublished, publishedAccuracies } from "../src/uci/published.ts";
import { uciReference } from "../src/uci/reference.ts";
import { tableRow } from "../src/uci/table-row.ts";
import { readUciSet, smallestSets } from "../src/uci/uci-sets.ts";

const folder = mkdtempSync(join(tmpdir(), "ntkit-bench-test-"));
const sets = join(folder, "uci", "arora90");

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The class of a point in the plane. */
type Labelling = (x: number, y: number) => number;

/** The sign of the product: no linear kernel tells these classes apart. */
const quadrants: Labelling = (x, y) => Number(x * y > 0);

/** Three classes, each two of which a line divides, so that common libraries are quick with them. */
const sectors: Labelling = (x, y) => Math.floor(3 * (0.5 + Math.atan2(y, x) / (2 * Math.PI)));

/** Normal points in the format of the collection. */
function writeSet(name: string, rows: number, label: Labelling, files = 1): void {
  mkdirSync(join(sets, name), { recursive: true });
  const { normal } = random(rows);
  const lines = Array.from({ length: rows }, (_, i) => {
    const [x, y] = [normal(), normal()];
    return `${i + 1}\t${x}\t${y}\t${label(x, y)}`;
  });
  const put = (file: string, text: string): void => {
    writeFileSync(join(sets, name, file), text);
  };
  const split = (step: number): string => {
    const all = Array.from({ length: rows }, (_, i) => i);
    const isTest = (i: number): boolean => i % 4 === step;
    return `${all.filter((i) => !isTest(i)).join(" ")}\n${all.filter(isTest).join(" ")}\n`;
  };
  put(`${name}_R.dat`, `\tf1\tf2\tclase\n${lines.join("\n")}\n`);
  put(`${name}.txt`, `n_entradas= 2\nn_arquivos= ${files}\nn_patrons1= ${rows}\n`);
  put("conxuntos.dat", split(0));
  put("conxuntos_kfold.dat", [0, 1, 2, 3].map(split).join(""));
}

writeSet("hundred", 100, quadrants);
writeSet("forty", 40, sectors);
writeSet("also-forty", 40, sectors);
writeSet("own-test", 24, sectors, 2);
writeSet("huge", 30, sectors);
writeFileSync(join(sets, "huge", "huge.txt"), "n_arquivos= 1\nn_patrons1= 5001\n");

describe("smallestSets", () => {
  const { skips } = protocols.arora2020;

  test("gives the smallest first, equal ones by name", () => {
    expect(smallestSets(sets, skips, 2)).toEqual([
      { name: "also-forty", rows: 40 },
      { name: "forty", rows: 40 },
    ]);
  });

  test("leaves out what the protocol leaves out", () => {
    const names = smallestSets(sets, skips, 9).map(({ name }) => name);
    expect(names).toEqual(["also-forty", "forty", "hundred"]);
  });
});

describe("measureSet", () => {
  test("chooses a network and a penalty on the tuning split and tests them on the test splits", async () => {
    const result = await measureSet(readUciSet(sets, "hundred"), protocols.arora2020);
    expect(result).toMatchObject({ name: "hundred", rows: 100 });
    expect(result.chosen.depth).toBeGreaterThan(1);
    expect(protocols.arora2020.penalties).toContain(result.penalty);
    expect(result.accuracy).toBeGreaterThan(90);
    expect(result.accuracy).toBeLessThanOrEqual(100);
  });

  test("agreement: scikit-learn on a NumPy kernel chooses and reaches the same", async ({
    skip,
  }) => {
    const { found, problem } = await uciReference(sets, ["forty"], process.env);
    skip(problem !== undefined, `needs NumPy and scikit-learn: ${problem}`);
    for (const name of ["forty"]) {
      const { chosen, penalty, accuracy } = await measureSet(
        readUciSet(sets, name),
        protocols.arora2020,
      );
      expect(found.get(name)).toMatchObject({
        depth: chosen.depth,
        fixed: chosen.fixedLayers,
        C: penalty,
      });
      expect(found.get(name)!.accuracy).toBeAllclose(accuracy);
    }
  });
});

test("uciReference says what is missing when it cannot run", async () => {
  const { found, problem } = await uciReference(sets, ["forty"], {
    NTKIT_PYTHON: "no-such-python",
  });
  expect(found.size).toBe(0);
  expect(problem).toContain("no-such-python");
});

test("publishedAccuracies reads the columns by name, and -- as null", () => {
  const path = join(folder, "results.txt");
  writeFileSync(path, "  problema  a  svm_C  rf_caret\n  forty  1.0  80.4  --\n");
  const published = publishedAccuracies(path);
  expect(published("forty")).toEqual({ rf_caret: null, svm_C: 80.4 });
  expect(published("unknown")).toEqual({ rf_caret: null, svm_C: null });
  expect(publishedAccuracies(join(folder, "nothing"))("forty")).toEqual({
    rf_caret: null,
    svm_C: null,
  });
});

test("the suite is skipped with the reason where the data are not there", async () => {
  const lines: string[] = [];
  const env = { NTKIT_DATA: join(folder, "nowhere") };
  const log = (line: string): unknown => lines.push(line);
  for await (const row of uciSuite.run({ quick: true, check: false, large: false, env, log })) {
    expect.unreachable(row.workload);
  }
  expect(lines).toEqual([expect.stringMatching(/^uci: skipped, no folder .*nowhere.*NTKIT_DATA/)]);
});

describe("a checkpoint", () => {
  const path = join(folder, "kept.jsonl");
  const options = (log: (line: string) => unknown) => ({
    quick: false,
    check: false,
    large: false,
    sets: 2,
    threads: 1,
    checkpoint: path,
    env: { NTKIT_DATA: folder },
    log: (line: string) => void log(line),
  });

  test("keeps what was measured, and the experiment goes on from it", async () => {
    const first: Row[] = [];
    for await (const row of uciSuite.run(options(() => undefined))) first.push(row);
    // the second result is lost in the middle of its line
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.slice(0, -20));
    const lines: string[] = [];
    const again: Row[] = [];
    for await (const row of uciSuite.run(options((line) => lines.push(line)))) again.push(row);
    expect(lines[0]).toBe(`uci: 1 of 2 sets are in ${path}`);
    expect(lines).toHaveLength(2);
    const accuracies = (rows: Row[]) => rows.map(({ accuracy }) => accuracy);
    expect(accuracies(again)).toEqual(accuracies(first));
    expect(openCheckpoint(path, "arora2020").done.size).toBe(2);
    expect(openCheckpoint(path, "another").done.size).toBe(0);
  });

  test("the last row has the row of the published table, and core-seconds", async () => {
    const rows: Row[] = [];
    for await (const row of uciSuite.run(options(() => undefined))) rows.push(row);
    const { accuracy, note, ours } = rows.at(-1)!;
    expect(accuracy!.table!.published.mean).toBe(81.95);
    expect(accuracy!.table!.ours.mean).toBe(accuracy!.ours);
    const kept = [...openCheckpoint(path, "arora2020").done.values()];
    expect(ours.seconds).toBe(kept.reduce((sum, { coreSeconds }) => sum + coreSeconds, 0));
    expect(note).toMatch(/^ours .*core-seconds; published over all 90 sets: NTK 81\.95 ± 14\.10/);
  });
});

test("bestPublished is the best of the classifiers, without the statistics in the last columns", () => {
  const path = join(folder, "best.txt");
  writeFileSync(
    path,
    "problema a b c min max mean std\nforty 1.0 80.4 -- 1 99.9 3 4\nnone -- -- -- 1 2 3 4\n",
  );
  const best = bestPublished(path);
  expect([best("forty"), best("none"), best("unknown")]).toEqual([80.4, null, null]);
});

test("tableRow counts sets above 90 and 95 % of the best, ours included", () => {
  const row = tableRow([
    { ours: 90, best: 100 },
    { ours: 80, best: 70 },
    { ours: 46, best: 50 },
    { ours: 60, best: null },
  ]);
  expect(row).toMatchObject({ mean: 69, p90: 75, p95: 50, pma: 95.5 });
  expect(row.deviation).toBeAllclose(Math.sqrt((21 ** 2 + 11 ** 2 + 23 ** 2 + 9 ** 2) / 3));
  expect(row.pmaDeviation).toBeAllclose(Math.sqrt((5.5 ** 2 + 4.5 ** 2 + 3.5 ** 2 + 4.5 ** 2) / 3));
  expect(tableRow([{ ours: 90, best: 91 }]).deviation).toBe(0);
});
