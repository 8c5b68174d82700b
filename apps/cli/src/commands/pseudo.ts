import { pseudoNtk } from "@ntkit/pseudo-ntk";
import type { Command } from "commander";
import {
  type FiniteFlags,
  addFiniteOptions,
  writeFiniteKernel,
} from "../finite/finite-kernel-command.ts";
import type { Io } from "../io.ts";
import { printResult } from "../screen/print-result.ts";

/** Adds `ntkit pseudo` to the command line. */
export function pseudoCommand(program: Command, io: Io): void {
  const command = program
    .command("pseudo")
    .summary("compute the pseudo-NTK of a finite network, as NPZ")
    .description(
      "Compute the tangent kernel of the normalised sum of a finite network's outputs, (1/sqrt O) sum f.\n" +
        "The NPZ file holds float64 arrays: ntk [N, M] and outputs [N, O].",
    );
  addFiniteOptions(command)
    .addHelpText("after", examples)
    .action(async (flags: FiniteFlags) => {
      const result = await writeFiniteKernel("pseudo", flags, io, async (model, x1, x2, call) => {
        const { rows, cols, data } = await pseudoNtk(model, x1, x2, call);
        return { shape: [rows, cols], data };
      });
      printResult(result, io, flags.json === true);
    });
}

const examples = `
Examples:
  $ ntkit pseudo --network net.json --parameters p.npz --x1 a.npy --out k.npz
  $ ntkit pseudo --model model.json --x1 images.npy --out k.npz
  $ ntkit pseudo --network net.yaml --seed 1 --x1 images.gz --out k.npz`;
