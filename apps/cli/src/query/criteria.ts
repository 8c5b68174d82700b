import {
  type Criterion,
  expectedErrorReduction,
  labelChange,
  outputChange,
  varianceReduction,
} from "@ntkit/active-learning";

/** Criteria of look-ahead by the name that the command line has for them. */
export const criterionNames = [
  "output-change",
  "label-change",
  "expected-error",
  "variance",
] as const;

export type CriterionName = (typeof criterionNames)[number];

export const DEFAULT_CRITERION: CriterionName = "output-change";

/** The criterion with this name. */
export function criterionOf(name: CriterionName): Criterion {
  return criteria[name]();
}

/** What a score counts, for the reason in a ranked list. */
export const criterionWords: Readonly<Record<CriterionName, string>> = {
  "output-change": "sum of absolute changes of the pool's outputs",
  "label-change": "pool rows whose class would change",
  "expected-error": "rise of the expected number of right answers",
  variance: "fall of the pool's summed variance",
};

const criteria: Readonly<Record<CriterionName, () => Criterion>> = {
  "output-change": () => outputChange(),
  "label-change": () => labelChange,
  "expected-error": () => expectedErrorReduction(),
  variance: () => varianceReduction,
};
