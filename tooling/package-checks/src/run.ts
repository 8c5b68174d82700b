import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/**
 * Runs a program to its end, without a shell and without input.
 *
 * @param environment - variables to set besides those of this process
 * @returns what it wrote to stdout
 * @throws {Error} with both of its outputs when it fails or runs longer than two minutes
 */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = { cwd, timeout: 120_000, env: { ...process.env, ...environment } };
  try {
    const child = execute(program, args, options);
    child.child.stdin?.end();
    return (await child).stdout;
  } catch (error) {
    const { stdout = "", stderr = "" } = error as { stdout?: string; stderr?: string };
    const command = [program, ...args].join(" ");
    throw new Error(`run: \`${command}\` must succeed, got\n${stdout}${stderr}`, { cause: error });
  }
}
