import { describe, expect, test } from "vitest";
import { timingColumns } from "../src/columns.ts";
import type { Row } from "../src/row.ts";
import { runBench } from "../src/run-bench.ts";
import type { BenchOptions, Suite } from "../src/suite.ts";
import { suites } from "../src/suites.ts";

const withPeer: Row = {
  workload: "gram",
  ours: { name: "us", seconds: 0.5 },
  peer: { name: "them", seconds: 0.25 },
  ratio: 2,
  goal: 1.2,
};
const alone: Row = { ...withPeer, workload: "alone", peer: null, ratio: null, note: "no NumPy" };

let seen: BenchOptions | undefined;
const fake: Suite = {
  name: "fake",
  summary: "two rows",
  columns: timingColumns,
  async *run(options) {
    seen = options;
    options.log("working");
    yield await Promise.resolve(withPeer);
    yield alone;
  },
};

async function bench(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const code = await runBench(argv, [fake], {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
    env: { KEY: "value" },
  });
  return { code, out, err };
}

describe("runBench", () => {
  test("prints with --json exactly one array of rows, and progress elsewhere", async () => {
    const { code, out, err } = await bench("fake", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual([withPeer, alone]);
    expect(err).toBe("working\n");
  });

  test("prints a line per row, which says so where there is no peer", async () => {
    const { out } = await bench("fake");
    const [titles, first, second] = out.trimEnd().split("\n");
    expect(titles).toMatch(/^workload +ours +peer +ratio +goal/);
    expect(first).toMatch(/^gram +500 ms +250 ms +2\.00 +1\.2 /);
    expect(second).toMatch(/^alone +500 ms +- +- +1\.2 .*no NumPy$/);
  });

  test("hands options and environment to the suite", async () => {
    await bench("fake", "--quick", "--check", "--sets", "12", "--large");
    expect(seen).toMatchObject({
      quick: true,
      check: true,
      large: true,
      sets: 12,
      env: { KEY: "value" },
    });
    await bench("fake");
    expect(seen).toMatchObject({ quick: false, check: false, large: false, sets: undefined });
  });

  test("lists the suites for --help, each name apart from its summary", async () => {
    const { code, out, err } = await bench("--help");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("\n  fake      two rows\n");
    expect((await bench("fake", "-h")).out).toBe(out);
  });

  test("lists the suites when none is named", async () => {
    const { code, out } = await bench();
    expect(code).toBe(0);
    expect(out).toContain("  fake      two rows\n");
  });

  test.each([
    { argv: ["gram"], problem: 'must be one suite, got "gram"' },
    { argv: ["fake", "fake"], problem: 'must be one suite, got "fake" "fake"' },
    { argv: ["fake", "--fast"], problem: "'--fast'" },
    { argv: ["fake", "--sets", "0"], problem: '--sets: must be a positive integer, got "0"' },
  ])("ends with 2 and the list of suites after $argv", async ({ argv, problem }) => {
    const { code, out, err } = await bench(...argv);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(problem);
    expect(err).toContain("  fake      two rows\n");
  });
});

test("public surface: the suites", () => {
  expect(suites.map(({ name }) => name)).toEqual([
    "kernels",
    "jacobians",
    "convergence",
    "linalg",
    "uci",
    "svm",
    "scale",
    "active-learning",
  ]);
});
