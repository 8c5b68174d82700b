import type { Network } from "@ntkit/architecture";

/** An estimate as it is printed. */
export interface PrintedEstimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

interface PrintedCandidate extends PrintedEstimate {
  readonly label: string;
  readonly settings: Readonly<Record<string, number | string>>;
  readonly penalty: number;
}

/** Everything that some command prints with --json; a test knows what its command prints. */
export interface Printed {
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly detail: Readonly<Record<string, unknown>>;
  };
  readonly chosen: PrintedCandidate & {
    readonly solver: string;
    readonly kernel: string;
    readonly network: Network & { readonly layers: readonly Network[] };
  };
  /** The name of what computed matrices. */
  readonly engine: string;
  readonly settingsTried: number;
  readonly folds: number;
  readonly features: number;
  readonly likelihood: readonly {
    readonly label: string;
    readonly settings: Readonly<Record<string, number | string>>;
    readonly logMarginalLikelihood: number;
    readonly amplitude: number;
    readonly relativeNoise: number;
  }[];
  readonly corrected: PrintedEstimate;
  readonly test: PrintedEstimate & { readonly rows: number };
  readonly baselines: Readonly<Record<"linear" | "trivial", PrintedCandidate>>;
  readonly candidates: readonly PrintedCandidate[];
  readonly rmse: PrintedEstimate;
  readonly accuracy: PrintedEstimate;
  readonly coverage: number;
  readonly scoredRows: number;
  readonly notes: readonly string[];
  readonly predictions: readonly Readonly<Record<string, number | string>>[];
}
