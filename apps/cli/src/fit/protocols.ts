import type { Candidate } from "./candidate.ts";
import { aroraCandidates } from "./arora-candidates.ts";

/** A published experiment as data: everything that its authors fixed. */
export interface Protocol {
  readonly name: string;
  readonly reference: string;
  readonly candidates: readonly Candidate[];
  readonly kernel: "ntk" | "nngp";
  readonly solver: "ridge" | "svm";
  readonly penalties: readonly number[];
  /** One split for choosing; `fraction` of the rows are checked on where the data bring no split. */
  readonly validation: { readonly type: "holdout"; readonly fraction: number };
  /** Which of equally accurate settings is chosen. */
  readonly ties: "first";
  /** Whether features are standardised before the kernel; false where the data come standardised. */
  readonly standardize: boolean;
  /** Tables that the authors left out. */
  readonly skips: { readonly rowsAbove: number; readonly separateTestSet: boolean };
}

/**
 * The published protocols by name.
 *
 * `arora2020`: ReLU NTKs of 1 to 5 dense layers without biases, the first 0 … depth − 1 of them not trained,
 * on x·x' without 1/d; one-against-one C-SVM on the raw kernel, C = 10⁻² … 10⁴; chosen on one validation split,
 * the first of equals in the order (depth, fixed layers, C). Data are used as they are, since the collection
 * is standardised already. Left out: tables of more than 5000 rows, and those with a test set of their own.
 *
 * @see Arora et al. 2020, "Harnessing the Power of Infinitely Wide Deep Nets on Small-data Tasks",
 *   arXiv:1910.01663
 */
export const protocols: Readonly<Record<"arora2020", Protocol>> = {
  arora2020: {
    name: "arora2020",
    reference: "Arora et al. 2020, arXiv:1910.01663",
    candidates: aroraCandidates(5),
    kernel: "ntk",
    solver: "svm",
    penalties: [1e-2, 1e-1, 1, 10, 100, 1000, 10000],
    validation: { type: "holdout", fraction: 0.5 },
    ties: "first",
    standardize: false,
    skips: { rowsAbove: 5000, separateTestSet: true },
  },
};
