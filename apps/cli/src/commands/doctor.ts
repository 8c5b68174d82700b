import { arch, availableParallelism, cpus, freemem, platform, totalmem } from "node:os";
import process from "node:process";
import type { Command } from "commander";
import { type BackendProbe, probeBackends } from "../doctor/probe-backends.ts";
import { type Probe, probeEngines } from "../doctor/probe-engines.ts";
import type { Io } from "../io.ts";
import { type Result, printResult } from "../screen/print-result.ts";
import { version } from "../version.ts";

/** Adds `ntkit doctor` to the command line. */
export function doctorCommand(program: Command, io: Io): void {
  program
    .command("doctor")
    .summary("say which engines and backends compute here, and why others do not")
    .description(
      "Try every linear-algebra engine and every backend of TensorFlow.js on this machine, and say which\n" +
        "compute, and why others do not. Packages are looked for in the folder that NTKIT_TFJS_NODE names,\n" +
        "in the working directory, and beside this program.\n" +
        "That some do not is no error: the exit code is 0.",
    )
    .option("--json", "print one JSON object instead of text")
    .addHelpText("after", examples)
    .action(async (flags: { readonly json?: true }) => {
      printResult(await doctor(io), io, flags.json === true);
    });
}

async function doctor(io: Io): Promise<Result> {
  const engines = await probeEngines(io.signal);
  const backends = await probeBackends(io);
  const machine = {
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? "unknown processor",
    cores: availableParallelism(),
    memory: totalmem(),
    freeMemory: freemem(),
  };
  const node = process.versions.node;
  return {
    json: { command: "doctor", version, node, machine, engines, backends },
    text: [
      `ntkit     ${version}`,
      `node      ${node}, ${machine.platform}`,
      `machine   ${machine.cores} cores, ${machine.processor}`,
      `memory    ${gibibytes(machine.memory)} GiB, ${gibibytes(machine.freeMemory)} free`,
      ...engines.flatMap(lines),
      "TensorFlow.js",
      ...backends.flatMap(backendLines),
      "",
    ].join("\n"),
  };
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(1);
}

/** One line for an engine, and one more for its library. */
function lines(probe: Probe): string[] {
  const title = probe.engine.padEnd(9);
  if (!probe.loads) return [`${title} no: ${probe.reason}`];
  const { library, version: said } = probe;
  const where = library === undefined ? [] : [`${"".padEnd(9)} ${library.join(" + ")}`];
  const what = said === undefined ? [] : [`${"".padEnd(9)} ${said}`];
  return [`${title} yes: ${probe.name}`, ...where, ...what];
}

/** One line for a backend, and one more for what it says of itself. */
function backendLines(probe: BackendProbe): string[] {
  const title = `  ${probe.backend.padEnd(14)}`;
  if (!probe.loads) return [`${title} no: ${probe.reason}`];
  const { tfjs, tensorflow, gpu, adapter, patches } = probe.evidence;
  const parts = [
    `TensorFlow.js ${tfjs}`,
    ...(tensorflow === undefined ? [] : [`TensorFlow ${tensorflow}`]),
    ...(gpu === undefined ? [] : [gpu ? "on a GPU" : "no GPU"]),
    ...(adapter === undefined ? [] : [adapter]),
  ];
  const checks = `${probe.checks} checks, largest error ${probe.error.toExponential(1)}`;
  const mended = patches.length === 0 ? [] : [`${"".padEnd(17)}patched: ${patches.join("; ")}`];
  return [`${title} yes: ${parts.join(", ")}; ${checks}`, ...mended];
}

const examples = `
Examples:
  $ ntkit doctor
  $ ntkit doctor --json`;
