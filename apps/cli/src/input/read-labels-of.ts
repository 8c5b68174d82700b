import { DataError } from "@ntkit/datasets";
import { type Labels, readLabels } from "./read-labels.ts";

/**
 * The labels in a file, one for each of `count` samples.
 *
 * @param samples - the file of the samples, for messages
 * @throws DataError as `readLabels`, or for another number of labels
 */
export async function readLabelsOf(
  cwd: string,
  path: string,
  samples: string,
  count: number,
): Promise<Labels> {
  const labels = await readLabels(cwd, path);
  const { values, header } = labels;
  if (values.length === count) return labels;
  const asName = values.length === count - 1 && header !== undefined;
  const hint = asName ? `; its first line, "${header}", was taken for the name of the column` : "";
  throw new DataError(
    `must have a label for each of the ${count} samples of ${samples}, got ${values.length}${hint}`,
    { file: path },
  );
}
