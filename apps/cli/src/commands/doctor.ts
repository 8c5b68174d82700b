import { arch, availableParallelism, cpus, freemem, platform, totalmem } from "node:os";
import process from "node:process";
import type { Command } from "commander";
import { type Probe, probeEngines } from "../doctor/probe-engines.ts";
import type { Io } from "../io.ts";
import { type Result, printResult } from "../print-result.ts";
import { version } from "../version.ts";

/** Adds `ntkit doctor` to the command line. */
export function doctorCommand(program: Command, io: Io): void {
  program
    .command("doctor")
    .summary("say which engines compute here, and why others do not")
    .description(
      "Try every linear-algebra engine on this machine and say which compute, and why others do not.\n" +
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
  const machine = {
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? "unknown processor",
    cores: availableParallelism(),
    memory: totalmem(),
    freeMemory: freemem(),
  };
  const node = process.versions.node;
  return {
    json: { command: "doctor", version, node, machine, engines },
    text: [
      `ntkit     ${version}`,
      `node      ${node}, ${machine.platform}`,
      `machine   ${machine.cores} cores, ${machine.processor}`,
      `memory    ${gibibytes(machine.memory)} GiB, ${gibibytes(machine.freeMemory)} free`,
      ...engines.flatMap(lines),
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

const examples = `
Examples:
  $ ntkit doctor
  $ ntkit doctor --json`;
