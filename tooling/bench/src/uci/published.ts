import { existsSync, readFileSync } from "node:fs";

/** Accuracies in percent by classifier; null where none was published. */
export type PublishedAccuracies = Readonly<Record<string, number | null>>;

/**
 * The published means over all 90 sets of the classifiers whose accuracies are known for each set.
 *
 * @see Arora et al. 2020, arXiv:1910.01663, Table 1
 */
export const publishedMeans = { rf_caret: 81.56, svm_C: 81.03 } as const;

/** A random forest and a C-SVM with Gaussian kernel: the neighbours of the NTK in the published table. */
export const neighbours = ["rf_caret", "svm_C"] as const;

/**
 * Accuracies of the neighbours per set, from the results of Fernández-Delgado et al. 2014; none for any set
 * where the file is missing.
 */
export function publishedAccuracies(path: string): (set: string) => PublishedAccuracies {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
  const columns = neighbours.map((name) => rows[0]?.indexOf(name) ?? -1);
  const bySet = new Map(rows.slice(1).map((row) => [row[0]!, row]));
  return (set) =>
    Object.fromEntries(neighbours.map((name, k) => [name, percent(bySet.get(set)?.[columns[k]!])]));
}

/**
 * The best accuracy per set of all classifiers of Fernández-Delgado et al. 2014, null for a set that is not in
 * the file or has no number. The last four columns are statistics of the others.
 */
export function bestPublished(path: string): (set: string) => number | null {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  const rows = text.split("\n").map((line) => line.trim().split(/\s+/));
  const best = new Map(
    rows.slice(1).map(([name, ...fields]) => {
      const known = fields.slice(0, -4).flatMap((field) => percent(field) ?? []);
      return [name!, known.length === 0 ? null : Math.max(...known)];
    }),
  );
  return (set) => best.get(set) ?? null;
}

/** A number; null for "--", which stands for a classifier that failed. */
function percent(field: string | undefined): number | null {
  return field !== undefined && /^\d+(\.\d+)?$/.test(field) ? Number(field) : null;
}
