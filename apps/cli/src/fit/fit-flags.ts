import { UsageError } from "../usage-error.ts";
import { defaultPenalties } from "./default-penalties.ts";
import { type Protocol, protocols } from "./protocols.ts";

/** The options of `ntkit fit` as commander hands them over. */
export interface FitFlags {
  readonly target: string;
  readonly out?: string;
  readonly overwrite?: true;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
  readonly task?: "classification" | "regression";
  readonly exclude?: readonly string[];
  readonly delimiter?: string;
  readonly header?: boolean;
  readonly missing: "mean" | "indicator" | "error";
  readonly network?: string;
  readonly depths: readonly number[];
  readonly activations: readonly string[];
  readonly fixedLayers: readonly number[];
  readonly weightStd: number;
  readonly biasStd: number;
  readonly kernel: "ntk" | "nngp";
  readonly solver: "ridge" | "svm";
  readonly ridges?: readonly number[];
  readonly C?: readonly number[];
  readonly folds: number;
  readonly testFraction?: number;
  readonly protocol?: keyof typeof protocols;
  readonly seed: number;
}

/** The options of `ntkit fit`, complete and free of contradictions. */
export interface FitRequest {
  readonly table: string;
  readonly flags: FitFlags;
  readonly solver: "ridge" | "svm";
  /** Relative ridges, or values of C, in the order in which they are tried. */
  readonly penalties: readonly number[];
  readonly protocol: Protocol | undefined;
}

const searchFlags = ["depths", "activations", "fixedLayers", "weightStd", "biasStd"] as const;
const protocolFlags = [
  ...searchFlags,
  "network",
  "kernel",
  "solver",
  "ridges",
  "C",
  "folds",
] as const;

/**
 * Completes the options and refuses combinations in which one would be ignored.
 *
 * @param given - whether the user wrote an option on the command line
 * @throws UsageError when two options contradict each other
 */
export function readFitFlags(
  table: string,
  flags: FitFlags,
  given: (name: string) => boolean,
): FitRequest {
  if (flags.network !== undefined) {
    refuse(given, searchFlags, "--network", "fixes the network");
  }
  if (flags.protocol !== undefined) {
    refuse(given, protocolFlags, "--protocol", "fixes the search");
    if (flags.task === "regression") {
      throw new UsageError(
        `--protocol: ${flags.protocol} is for classification, got --task regression`,
      );
    }
    const protocol = protocols[flags.protocol];
    return { table, flags, solver: protocol.solver, penalties: protocol.penalties, protocol };
  }
  const { solver } = flags;
  refuse(given, [solver === "svm" ? "ridges" : "C"], `--solver ${solver}`, "does not use it");
  if (solver === "svm" && flags.task === "regression") {
    throw new UsageError("--solver: svm is for classification, got --task regression; use ridge");
  }
  const penalties = (solver === "svm" ? flags.C : flags.ridges) ?? defaultPenalties[solver];
  return { table, flags, solver, penalties, protocol: undefined };
}

function refuse(
  given: (name: string) => boolean,
  names: readonly string[],
  by: string,
  why: string,
): void {
  const found = names.find(given);
  if (found === undefined) return;
  const flag = found === "C" ? "--C" : `--${found.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
  throw new UsageError(`${flag}: must not be given with ${by}, which ${why}`);
}
