import { empiricalNtk } from "@ntkit/autodiff-jacobians";
import type { Command } from "commander";
import {
  type FiniteFlags,
  addFiniteOptions,
  writeFiniteKernel,
} from "../finite/finite-kernel-command.ts";
import type { Io } from "../io.ts";
import { printResult } from "../screen/print-result.ts";

interface EmpiricalFlags extends FiniteFlags {
  readonly trace?: true;
}

/** Adds `ntkit empirical` to the command line. */
export function empiricalCommand(program: Command, io: Io): void {
  const command = program
    .command("empirical")
    .summary("compute the tangent kernel of a finite network, as NPZ")
    .description(
      "Compute the empirical tangent kernel of a finite network with given or random parameters.\n" +
        "The NPZ file holds float64 arrays: ntk [N, O, M, O] for N and M examples and O outputs, or [N, M]\n" +
        "with --trace, and outputs [N, O].",
    );
  addFiniteOptions(command)
    .option("--trace", "the mean over outputs, [N, M]")
    .addHelpText("after", examples)
    .action(async (flags: EmpiricalFlags) => {
      const result = await writeFiniteKernel(
        "empirical",
        flags,
        io,
        async (model, x1, x2, call) => {
          if (flags.trace !== true) return empiricalNtk(model, x1, x2, { ...call, form: "full" });
          const { rows, cols, data } = await empiricalNtk(model, x1, x2, call);
          return { shape: [rows, cols], data };
        },
      );
      printResult(result, io, flags.json === true);
    });
}

const examples = `
Examples:
  $ ntkit empirical --network net.json --parameters p.npz --x1 a.npy --out k.npz
  $ ntkit empirical --model model.json --x1 images.npy --trace --out k.npz
  $ ntkit empirical --network net.yaml --seed 1 --x1 a.npy --x2 b.npy --trace --out cross.npz`;
