import process from "node:process";
import { runBench } from "./run-bench.ts";
import { suites } from "./suites.ts";

process.once("SIGINT", () => process.exit(130));

process.exitCode = await runBench(process.argv.slice(2), suites, {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
});
