import { arch, platform } from "node:os";
import process from "node:process";
import {
  type Attempt,
  BackendError,
  backendNames,
  loadBackend,
} from "@ntkit/autodiff-jacobians/tfjs";

/**
 * Prints the README's table of backends, from loading and checking each of them on this machine. The
 * arguments are folders in whose `node_modules` packages are looked for, besides this repository's.
 */
async function main(folders: readonly string[]): Promise<void> {
  const rows: string[] = [];
  for (const name of backendNames) rows.push(rowOf(await attempt(name, folders)));
  const where = `Node ${process.versions.node}, ${platform()} ${arch()}`;
  process.stdout.write(
    [
      `| backend | on ${where} | checks | largest error |`,
      "| --- | --- | --- | --- |",
      ...rows,
      "",
    ].join("\n"),
  );
}

async function attempt(name: Attempt["name"], folders: readonly string[]): Promise<Attempt> {
  try {
    const { attempts } = await loadBackend({
      prefer: [name],
      resolveFrom: [...folders, undefined],
    });
    return attempts.at(-1)!;
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    const told = error.attempts.filter(({ reason }) => !reason?.includes("is not installed"));
    return told[0] ?? error.attempts.at(-1)!;
  }
}

function rowOf({ name, reason, evidence, conformance }: Attempt): string {
  if (evidence === undefined || conformance === undefined) return `| ${name} | no: ${reason} | | |`;
  const { tfjs, tensorflow, gpu, adapter } = evidence;
  const what = [
    `TensorFlow.js ${tfjs}`,
    ...(tensorflow === undefined ? [] : [`TF_Version ${tensorflow}`]),
    ...(adapter === undefined ? [] : [adapter]),
    ...(gpu === undefined ? [] : [gpu ? "GPU" : "no GPU"]),
  ].join(", ");
  const passed = `${conformance.checks - conformance.failed.length} of ${conformance.checks}`;
  return `| ${name} | ${what} | ${passed} | ${conformance.worst.toExponential(1)} |`;
}

await main(process.argv.slice(2));
// WebGPU's instance would keep the process alive.
process.exit();
