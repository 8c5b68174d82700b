import { type EncodeReport, type Table, columnTypes, encode } from "@ntkit/datasets";
import type { Matrix } from "@ntkit/linalg";
import { type TableFormat, loadTable } from "../fit/load-table.ts";
import { noiseVariances } from "../fit/noise.ts";
import type { TrainedModel } from "../model/trained-model.ts";
import { plural } from "../screen/format.ts";

/** Rows that a model is to predict. */
export interface RowsToPredict {
  readonly table: Table;
  readonly sha256: string;
  /** As the model takes them, shape [m, d]. */
  readonly x: Matrix;
  /** Known variances of the noise, shape [m], where the model has a column of them and the table too. */
  readonly noise: Float64Array | undefined;
  /** What the user should know of them. */
  readonly notes: readonly string[];
}

/**
 * Reads and encodes the rows of a table as the model's training rows were.
 *
 * @throws DataError when the table is missing or wrong, or lacks a column of the model
 */
export async function readRows(
  { encoder, target, solver }: TrainedModel,
  cwd: string,
  path: string,
  format: TableFormat,
): Promise<RowsToPredict> {
  const noiseColumn = solver.type === "ridge" ? solver.noise?.column : undefined;
  const types = columnTypes(encoder);
  if (target.task === "regression") types.set(target.name, "number");
  if (noiseColumn !== undefined) types.set(noiseColumn, "number");
  const { table, sha256 } = await loadTable(cwd, path, { ...format, types });
  const { x, report } = encode(encoder, table);
  const noise = noiseColumn === undefined ? undefined : noiseOf(table, noiseColumn);
  const notes = [...warnings(report), ...withoutNoise(noiseColumn, noise)];
  return { table, sha256, x, noise, notes };
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
