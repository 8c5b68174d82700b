import type { TrainedModel } from "../model/trained-model.ts";

/** What to know of a model whose support-vector machines stopped before they converged; undefined if none did. */
export function unfinishedSvm({ solver }: Pick<TrainedModel, "solver">): string | undefined {
  if (solver.type !== "svm" || solver.violation === undefined) return undefined;
  return (
    `A support-vector machine stopped at the cap on its steps, ${solver.violation.toPrecision(2)} from optimal ` +
    `at C = ${solver.C}: a smaller C or scaled features let it converge.`
  );
}
