import type { Command } from "commander";
import type { Io } from "../io.ts";
import { threadsOption } from "../options/threads-option.ts";
import { delimiter } from "../options/value-parsers.ts";
import { type PredictFlags, predictTable } from "../predict/predict-table.ts";
import { printResult } from "../screen/print-result.ts";

/** Adds `ntkit predict` to the command line. */
export function predictCommand(program: Command, io: Io): void {
  program
    .command("predict")
    .summary("predict the rows of a table with uncertainty, as CSV")
    .description(
      "Predict the rows of a table with a model that ntkit fit made, with uncertainty, as CSV.\n" +
        "If the table has the target column, the error of the predictions is reported too.",
    )
    .argument("<model>", "model folder")
    .argument("<table>", "CSV or TSV file with the columns that the model was fitted on")
    .option("--out <file>", "CSV file to write (default: stdout)")
    .option("--delimiter <character>", "what stands between fields (default: guessed)", delimiter)
    .option("--header", "the first row has the column names (default: guessed)")
    .option("--no-header", "the first row is data; columns are called column1, column2, …")
    .addOption(threadsOption())
    .option("--json", "print one JSON object; without --out it holds the predictions")
    .option("--quiet", "print no progress and no notes on stderr")
    .addHelpText("after", examples)
    .action(async (model: string, table: string, flags: PredictFlags) => {
      printResult(await predictTable(model, table, flags, io), io, flags.json === true);
    });
}

const examples = `
Examples:
  $ ntkit predict wine-model new-wines.csv
  $ ntkit predict wine-model new-wines.csv --out predictions.csv
  $ ntkit predict wine-model wine.csv --json --out predictions.csv`;
