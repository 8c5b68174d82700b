import { resolve } from "node:path";
import { type CsvColumn, formatCsv } from "@ntkit/datasets";
import type { Io } from "../io.ts";
import { withKernelThreads } from "../kernel/with-kernel-threads.ts";
import { readModel } from "../model/read-model.ts";
import type { TrainedModel } from "../model/trained-model.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { type Loudness, note } from "../screen/note.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { describeScore } from "./describe-score.ts";
import { type Predictions, predictRows } from "./predict-rows.ts";
import { predictionColumns } from "./prediction-columns.ts";
import { type RowsToPredict, readRows } from "./read-rows.ts";
import { type PredictionScore, scorePredictions } from "./score-predictions.ts";

/** Options of `ntkit predict`. */
export interface PredictFlags {
  readonly out?: string;
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** `ntkit predict`: reads a model and a table, predicts, and writes or returns a CSV. */
export async function predictTable(
  folder: string,
  path: string,
  flags: PredictFlags,
  io: Io,
): Promise<Result> {
  const loudness = { json: flags.json === true, quiet: flags.quiet === true };
  const inputs = [path];
  const out = flags.out === undefined ? undefined : await outputPath(io.cwd, flags.out, { inputs });
  const { model, record } = await readModel(resolve(io.cwd, folder), folder);
  const rows = await readRows(model, io.cwd, path, flags);
  for (const line of rows.notes) note(io, loudness, line);
  const predictions = await compute(model, rows, flags.threads, loudness, io);
  const isTraining = rows.sha256 === record.data.sha256;
  const score = scorePredictions(rows.table, model.target, predictions);
  if (score !== undefined) note(io, loudness, describeScore(score, model.target.name, isTraining));
  const columns = predictionColumns(model.target, predictions);
  const csv = formatCsv(columns);
  if (out !== undefined) await writeFileAtomically(out, csv);
  const count = rows.table.rows;
  return {
    json: {
      command: "predict",
      rows: count,
      trainingTable: isTraining,
      ...scoreJson(score),
      notes: rows.notes,
      ...(out === undefined ? { predictions: records(columns) } : { out: flags.out }),
    },
    text: out === undefined ? csv : `wrote ${count} predictions to ${flags.out!}\n`,
  };
}

function compute(
  model: TrainedModel,
  { x, noise }: RowsToPredict,
  threads: number | undefined,
  { json, quiet }: Loudness,
  io: Io,
): Promise<Predictions> {
  const bar = progress(io, json || quiet);
  const onProgress = (fraction: number) => {
    bar.update(fraction, "predicting");
  };
  return withKernelThreads(threads, model.features.rows, (on) =>
    predictRows(model, x, { ...on, signal: io.signal, noise, onProgress }),
  ).finally(() => {
    bar.stop();
  });
}

function records(columns: readonly CsvColumn[]): Record<string, unknown>[] {
  return Array.from({ length: columns[0]!.values.length }, (_, i) =>
    Object.fromEntries(columns.map((column) => [column.name, column.values[i]])),
  );
}

function scoreJson(score: PredictionScore | undefined): Record<string, unknown> {
  if (score === undefined) return {};
  const { metric, rows, estimate, coverage } = score;
  return { [metric]: estimate, scoredRows: rows, ...(coverage === undefined ? {} : { coverage }) };
}
