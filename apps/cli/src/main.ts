#!/usr/bin/env node
import process from "node:process";
import { exitCodes } from "./errors/exit-codes.ts";
import { InterruptedError } from "./errors/interrupted-error.ts";
import { oldNode } from "./old-node.ts";
import { outputError } from "./output/output-error.ts";
import { run } from "./run.ts";

const tooOld = oldNode(process.versions.node);
if (tooOld !== undefined) {
  process.stderr.write(`error: ${tooOld}\n`);
  process.exit(exitCodes.usage);
}

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
  const { message } = outputError("stdout", error);
  process.stderr.write(`error: ${message}\n`, () => process.exit(exitCodes.tryAgain));
});
// Notes that nobody reads (`ntkit fit … 2>&1 | head`) must not end the work.
process.stderr.on("error", () => undefined);

process.exitCode = await run(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
  signal: controller.signal,
});
