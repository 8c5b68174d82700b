import { resolve } from "node:path";
import type { Command } from "commander";
import { type EncodeReport, type Table, columnTypes, encode, formatCsv } from "@ntkit/datasets";
import { loadTable } from "../fit/load-table.ts";
import { noiseVariances } from "../fit/noise.ts";
import { formatEstimate, plural } from "../format.ts";
import type { Io } from "../io.ts";
import { withKernelThreads } from "../kernel/with-kernel-threads.ts";
import { readModel } from "../model/read-model.ts";
import { note } from "../note.ts";
import { delimiter, threadsOption } from "../options.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { predictRows } from "../predict/predict-rows.ts";
import { predictionColumns } from "../predict/prediction-columns.ts";
import { type PredictionScore, scorePredictions } from "../predict/score-predictions.ts";
import { printResult } from "../print-result.ts";
import { progress } from "../progress.ts";

interface PredictFlags {
  readonly out?: string;
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
}

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
    .action((model: string, table: string, flags: PredictFlags) =>
      predict(model, table, flags, io),
    );
}

async function predict(folder: string, path: string, flags: PredictFlags, io: Io): Promise<void> {
  const loudness = { json: flags.json === true, quiet: flags.quiet === true };
  const inputs = [path];
  const out = flags.out === undefined ? undefined : await outputPath(io.cwd, flags.out, { inputs });
  const { model, record } = await readModel(resolve(io.cwd, folder), folder);
  const types = columnTypes(model.encoder);
  if (model.target.task === "regression") types.set(model.target.name, "number");
  const noiseColumn = model.solver.type === "ridge" ? model.solver.noise?.column : undefined;
  if (noiseColumn !== undefined) types.set(noiseColumn, "number");
  const { table, sha256 } = await loadTable(io.cwd, path, { ...flags, types });
  const isTraining = sha256 === record.data.sha256;
  const { x, report } = encode(model.encoder, table);
  const noise = noiseColumn === undefined ? undefined : noiseOf(table, noiseColumn);
  const notes = [...warnings(report), ...withoutNoise(noiseColumn, noise)];
  for (const line of notes) note(io, loudness, line);
  const bar = progress(io, loudness.json || loudness.quiet);
  const predictions = await withKernelThreads(flags.threads, model.features.rows, (threads) =>
    predictRows(model, x, {
      ...threads,
      signal: io.signal,
      noise,
      onProgress: (fraction) => {
        bar.update(fraction, "predicting");
      },
    }),
  ).finally(() => {
    bar.stop();
  });
  const score = scorePredictions(table, model.target, predictions);
  if (score !== undefined) note(io, loudness, describe(score, model.target.name, isTraining));
  const columns = predictionColumns(model.target, predictions);
  const csv = formatCsv(columns);
  if (out !== undefined) await writeFileAtomically(out, csv);
  const found = {
    command: "predict",
    rows: table.rows,
    trainingTable: isTraining,
    ...scoreJson(score),
    notes,
  };
  const text = out === undefined ? csv : `wrote ${table.rows} predictions to ${flags.out!}\n`;
  const json = {
    ...found,
    ...(out === undefined ? { predictions: records(columns) } : { out: flags.out }),
  };
  printResult({ json, text }, io, loudness.json);
}

/** Noise variances of the rows where the table has their column. */
function noiseOf(table: Table, column: string): Float64Array | undefined {
  const has = table.columns.some(({ name }) => name === column);
  return has ? noiseVariances(table, column) : undefined;
}

function withoutNoise(column: string | undefined, noise: Float64Array | undefined): string[] {
  if (column === undefined || noise !== undefined) return [];
  return [`no column "${column}": the intervals are of the values without noise`];
}

function records(columns: ReturnType<typeof predictionColumns>): Record<string, unknown>[] {
  return Array.from({ length: columns[0]!.values.length }, (_, i) =>
    Object.fromEntries(columns.map((column) => [column.name, column.values[i]])),
  );
}

function scoreJson(score: PredictionScore | undefined): Record<string, unknown> {
  if (score === undefined) return {};
  const { metric, rows, estimate, coverage } = score;
  return { [metric]: estimate, scoredRows: rows, ...(coverage === undefined ? {} : { coverage }) };
}

function describe(
  { metric, estimate, coverage }: PredictionScore,
  target: string,
  isTraining: boolean,
): string {
  const within =
    coverage === undefined
      ? ""
      : `; ${(100 * coverage).toFixed(1)} % of the values are within the intervals`;
  const caution = isTraining
    ? ". This is the table that the model was fitted to: the report says how good it is on others"
    : "";
  return `"${target}" is in the table: ${metric} ${formatEstimate(estimate, metric)}${within}${caution}`;
}

function warnings({ imputed, unknownLevels }: EncodeReport): string[] {
  return [
    ...imputed.map(
      ({ column, count }) => `column "${column}": ${plural(count, "missing value")} filled in`,
    ),
    ...unknownLevels.map(
      ({ column, count, levels }) =>
        `column "${column}": ${plural(count, "value")} not seen in training (${levels.map((level) => `"${level}"`).join(", ")})`,
    ),
  ];
}

const examples = `
Examples:
  $ ntkit predict wine-model new-wines.csv
  $ ntkit predict wine-model new-wines.csv --out predictions.csv
  $ ntkit predict wine-model wine.csv --json --out predictions.csv`;
