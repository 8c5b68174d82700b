import { parseArgs } from "node:util";
import { formatLine } from "./format-line.ts";
import type { Row } from "./row.ts";
import type { BenchOptions, Suite, TextSink } from "./suite.ts";

/** The world outside. */
export interface BenchIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const options = {
  quick: { type: "boolean", default: false },
  json: { type: "boolean", default: false },
  check: { type: "boolean", default: false },
  large: { type: "boolean", default: false },
  sets: { type: "string" },
  threads: { type: "string" },
  checkpoint: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/**
 * Runs one suite and prints a row per workload, or with `--json` one array of rows.
 *
 * @returns the exit code: 0, or 2 when the arguments do not name a suite and known options
 */
export async function runBench(
  argv: readonly string[],
  suites: readonly Suite[],
  io: BenchIo,
): Promise<number> {
  const parsed = readArguments(argv);
  if (typeof parsed === "string") return refuse(parsed, suites, io.stderr);
  const { names, flags } = parsed;
  if (names.length === 0 || flags.help) {
    io.stdout.write(usage(suites));
    return 0;
  }
  const suite = suites.find(({ name }) => name === names[0]);
  if (suite === undefined || names.length > 1) {
    const got = names.map((name) => JSON.stringify(name)).join(" ");
    return refuse(`must be one suite, got ${got}`, suites, io.stderr);
  }
  const log = (line: string): unknown => io.stderr.write(`${line}\n`);
  const rows: Row[] = [];
  if (!flags.json) io.stdout.write(`${formatLine(suite.columns)}\n`);
  for await (const row of suite.run({ ...flags, env: io.env, log })) {
    rows.push(row);
    if (!flags.json) io.stdout.write(`${formatLine(suite.columns, row)}\n`);
  }
  if (flags.json) io.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  return 0;
}

interface Arguments {
  readonly names: readonly string[];
  readonly flags: Pick<
    BenchOptions,
    "quick" | "check" | "large" | "sets" | "threads" | "checkpoint"
  > & {
    readonly json: boolean;
    readonly help: boolean;
  };
}

/** Suite names and options, or what is wrong with them. */
function readArguments(argv: readonly string[]): Arguments | string {
  try {
    const { positionals, values } = parseArgs({ args: [...argv], options, allowPositionals: true });
    const { sets, threads, ...flags } = values;
    for (const [name, value] of Object.entries({ sets, threads })) {
      if (value === undefined || /^[1-9]\d{0,5}$/.test(value)) continue;
      return `--${name}: must be a positive integer, got ${JSON.stringify(value)}`;
    }
    const count = (value: string | undefined): number | undefined =>
      value === undefined ? undefined : Number(value);
    return {
      names: positionals,
      flags: { ...flags, sets: count(sets), threads: count(threads) },
    };
  } catch (error) {
    if (error instanceof TypeError) return error.message;
    throw error;
  }
}

function refuse(problem: string, suites: readonly Suite[], stderr: TextSink): number {
  stderr.write(`bench: ${problem}\n${usage(suites)}`);
  return 2;
}

function usage(suites: readonly Suite[]): string {
  const width = Math.max(8, ...suites.map(({ name }) => name.length)) + 2;
  const lines = suites.map(({ name, summary }) => `  ${name.padEnd(width)}${summary}`);
  return [
    "pnpm bench <suite> [--quick] [--json] [--check] [--large] [--sets n] [--threads n]",
    "                   [--checkpoint file]",
    "",
    ...lines,
    "",
    "  --quick   small sizes, under a minute",
    "  --json    one JSON array of rows on stdout",
    "  --sets n  uci: that many of the smallest sets instead of 30",
    "  --large   linalg: also a Gram matrix of 3.2 GB, with its memory",
    "  --check   uci: an independent program repeats the experiment",
    "  --threads n        uci: sets measured at the same time; default one per processor",
    "  --checkpoint file  uci: keep each result in this file, and go on from those in it",
    "",
  ].join("\n");
}
