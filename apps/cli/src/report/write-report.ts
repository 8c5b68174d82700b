import type { FitOutcome } from "../fit/fit-outcome.ts";
import type { FitRequest } from "../fit/fit-flags.ts";
import type { StagedFolder } from "../output/staged-folder.ts";
import { fitFigures } from "./fit-figures.ts";
import { reportMarkdown } from "./report-markdown.ts";

/** Writes `report.md` and the figures that it shows into a staged folder. */
export async function writeReport(
  folder: StagedFolder,
  outcome: FitOutcome,
  request: FitRequest,
): Promise<void> {
  const figures = await fitFigures(outcome, request);
  for (const { file, svg } of figures) await folder.write(file, svg);
  await folder.write("report.md", reportMarkdown(outcome, request, figures));
}
