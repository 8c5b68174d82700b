import type { PenaltyKind } from "./learn.ts";

/** What a penalty is called. */
export interface PenaltyWords {
  readonly name: string;
  /** In "ridge regression, relative ridge 0.1". */
  readonly phrase: string;
  readonly axis: string;
  readonly flag: string;
}

/** How messages, tables and figures call each kind of penalty. */
export const penaltyWords: Readonly<Record<PenaltyKind, PenaltyWords>> = {
  ridge: {
    name: "ridge",
    phrase: "relative ridge",
    axis: "ridge, relative to the mean diagonal of the kernel",
    flag: "--ridges",
  },
  C: { name: "C", phrase: "C", axis: "C", flag: "--C" },
  time: {
    name: "training time",
    phrase: "time",
    axis: "time of gradient flow on the mean loss",
    flag: "--time",
  },
};
