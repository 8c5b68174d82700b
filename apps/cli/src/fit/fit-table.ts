import { basename, extname, relative, resolve } from "node:path";
import type { Io } from "../io.ts";
import { withKernelThreads } from "../kernel/with-kernel-threads.ts";
import { isModelFolder } from "../model/is-model-folder.ts";
import { writeModel } from "../model/write-model.ts";
import { note } from "../screen/note.ts";
import { type StagedFolder, stagedFolder } from "../output/staged-folder.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { writeReport } from "../report/write-report.ts";
import { edgeOfGrid } from "./edge-of-grid.ts";
import type { FitRequest } from "./fit-flags.ts";
import { type FitOutcome, fitOutcome } from "./fit-outcome.ts";
import { fitResult } from "./fit-result.ts";
import { loadTable } from "./load-table.ts";
import { unfinishedSvm } from "./unfinished-svm.ts";

/**
 * `ntkit fit`: reads the table, chooses and fits a model, writes the model folder.
 *
 * The folder is staged before anything is computed, so that a path that cannot be written fails at once,
 * and comes into being in one step at the end.
 */
export async function fitTable(request: FitRequest, io: Io): Promise<Result> {
  const { flags } = request;
  const loudness = { json: flags.json === true, quiet: flags.quiet === true };
  const loaded = await loadTable(io.cwd, request.table, flags);
  const target = resolve(io.cwd, flags.out ?? defaultOut(request.table));
  const folder = await stagedFolder(target, {
    overwrite: flags.overwrite === true,
    isReplaceable: isModelFolder,
  });
  const bar = progress(io, loudness.json || loudness.quiet);
  try {
    const outcome = await withKernelThreads(flags.threads, loaded.table.rows, (threads) =>
      fitOutcome(request, loaded, {
        cwd: io.cwd,
        ...threads,
        signal: io.signal,
        onProgress: (fraction, step) => {
          bar.update(fraction, step);
        },
        onNote: (text) => {
          note(io, loudness, text);
        },
      }),
    );
    bar.update(0.98, "report");
    await save(folder, outcome, request);
    io.signal.throwIfAborted();
    await folder.commit();
    bar.stop();
    for (const line of [edgeOfGrid(outcome, request), unfinishedSvm(outcome.model)]) {
      if (line !== undefined) note(io, loudness, line);
    }
    return fitResult(outcome, request, displayPath(io.cwd, target));
  } finally {
    bar.stop();
    await folder.discard();
  }
}

async function save(folder: StagedFolder, outcome: FitOutcome, request: FitRequest): Promise<void> {
  await writeModel(folder, outcome.model, outcome.provenance);
  await writeReport(folder, outcome, request);
}

function defaultOut(table: string): string {
  return `${basename(table, extname(table))}-model`;
}

/** A path as the user would write it: relative where it lies below the working directory. */
function displayPath(cwd: string, path: string): string {
  const below = relative(cwd, path);
  return below.startsWith("..") || below === "" ? path : below;
}
