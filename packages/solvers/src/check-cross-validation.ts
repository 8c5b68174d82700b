import { checkTargets } from "./check.ts";
import type { CrossValidationProblem, Fold } from "./cross-validate.ts";

/** @throws RangeError for an empty list or a fold that cannot be used; as `checkTargets` */
export function checkCrossValidation(problem: CrossValidationProblem): void {
  const { targets, folds, candidates, learners } = problem;
  checkTargets("crossValidate", targets, targets.rows);
  for (const [name, list] of Object.entries({ folds, candidates, learners })) {
    if (list.length === 0) {
      throw new RangeError(`crossValidate: ${name} must not be empty, got []`);
    }
  }
  if (folds.length > targets.rows) {
    throw new RangeError(
      `crossValidate: there must be at most as many folds as rows (${targets.rows}), got ${folds.length}`,
    );
  }
  folds.forEach((fold, index) => {
    checkFold(fold, index, targets.rows);
  });
}

function checkFold({ train, validation }: Fold, index: number, rows: number): void {
  const seen = new Map<number, string>();
  for (const [name, part] of Object.entries({ train, validation })) {
    if (part.length === 0) {
      throw new RangeError(
        `crossValidate: ${name} rows of fold ${index} must not be empty, got none`,
      );
    }
    for (const row of Array.from(part)) {
      if (!Number.isInteger(row) || row < 0 || row >= rows) {
        throw new RangeError(
          `crossValidate: ${name} rows of fold ${index} must be from 0 to ${rows - 1}, got ${row}`,
        );
      }
      if (seen.has(row)) {
        throw new RangeError(
          `crossValidate: rows of fold ${index} must occur once, got row ${row} in ${seen.get(row)!} and ${name}`,
        );
      }
      seen.set(row, name);
    }
  }
}
