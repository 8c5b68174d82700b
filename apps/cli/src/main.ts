#!/usr/bin/env node
import process from "node:process";
import { exitCodes } from "./exit-codes.ts";
import { InterruptedError } from "./interrupted-error.ts";
import { run } from "./run.ts";

const controller = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // Asked twice: what is staged stays behind hidden, and the next run clears it away.
    if (controller.signal.aborted) process.exit(exitCodes.interrupted);
    controller.abort(new InterruptedError(signal));
  });
}
// A reader that has seen enough (`ntkit predict … | head`) is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.ok);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  signal: controller.signal,
});
