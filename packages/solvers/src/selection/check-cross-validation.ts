import { ShapeError } from "@ntkit/linalg";
import { checkTargets } from "../check.ts";
import type { CrossValidationProblem, Fold, FoldKernel } from "./cross-validate.ts";

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

/** @throws ShapeError unless the kernels are n×n and m×n for n training and m validation rows */
export function checkFoldKernel(kernel: FoldKernel, n: number, m: number, place: string): void {
  const { train, cross } = kernel;
  if (train.rows !== n || train.cols !== n) {
    throw new ShapeError(
      `crossValidate: train must be ${n}×${n} (training rows), got ${train.rows}×${train.cols} (${place})`,
    );
  }
  if (cross.rows !== m || cross.cols !== n) {
    throw new ShapeError(
      `crossValidate: cross must be ${m}×${n} (validation rows × training rows), got ${cross.rows}×${cross.cols} (${place})`,
    );
  }
}
