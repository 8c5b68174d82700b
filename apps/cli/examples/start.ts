/**
 * Fits the two example tables and says where the results are: `npx -y pnpm@12.21.0 start` from the root.
 *
 * Each command that it prints can be run as it stands with `pnpm ntkit` in place of `ntkit`.
 */
import process from "node:process";
import { fileURLToPath } from "node:url";
import { exitCodes } from "../src/errors/exit-codes.ts";
import { InterruptedError } from "../src/errors/interrupted-error.ts";
import { run } from "../src/run.ts";

const commands = [
  "fit examples/breast-cancer.csv --target diagnosis --out out/breast-cancer --overwrite",
  "fit examples/diabetes.csv --target progression --out out/diabetes --overwrite",
  "predict out/diabetes examples/diabetes.csv --out out/diabetes-predictions.csv",
];

const controller = new AbortController();
process.once("SIGINT", () => {
  controller.abort(new InterruptedError("SIGINT"));
});

for (const command of commands) {
  process.stdout.write(`$ ntkit ${command}\n`);
  process.exitCode = await run(command.split(" "), {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    env: process.env,
    signal: controller.signal,
  });
  if (process.exitCode !== exitCodes.ok) break;
  process.stdout.write("\n");
}
