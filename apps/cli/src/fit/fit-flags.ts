import { UsageError } from "../errors/usage-error.ts";
import { defaultPenalties } from "./default-penalties.ts";
import type { LossName, PenaltyKind } from "./learn.ts";
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
  readonly time?: readonly number[];
  readonly loss: LossName;
  readonly huberDelta?: number;
  readonly likelihood?: true;
  readonly noise?: string;
  readonly landmarks?: number;
  readonly checkpoint?: string;
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
  /** What the penalties are. */
  readonly penalty: PenaltyKind;
  /** Relative ridges, values of C, or times, in the order in which they are tried. */
  readonly penalties: readonly number[];
  readonly protocol: Protocol | undefined;
  /** One split of the rows in place of folds: a fifth of them is checked on. */
  readonly holdout: boolean;
  /** Whether the user gave the standard deviations of weights and biases, which are then not tuned. */
  readonly fixedStds: boolean;
}

const searchFlags = ["depths", "activations", "fixedLayers", "weightStd", "biasStd"] as const;
const learningFlags = ["time", "loss", "huberDelta", "likelihood", "noise"] as const;
const protocolFlags = [
  "landmarks",
  "checkpoint",
  ...searchFlags,
  ...learningFlags,
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
    const { solver, penalties } = protocol;
    const penalty = solver === "svm" ? "C" : "ridge";
    return { table, flags, solver, penalty, penalties, protocol, holdout: true, fixedStds: true };
  }
  const { solver } = flags;
  refuse(given, [solver === "svm" ? "ridges" : "C"], `--solver ${solver}`, "does not use it");
  if (solver === "svm" && flags.task === "regression") {
    throw new UsageError("--solver: svm is for classification, got --task regression; use ridge");
  }
  refuseLearning(flags, given);
  refuseLandmarks(flags, given);
  const grid = solver === "svm" ? flags.C : flags.ridges;
  const fixedStds = flags.network !== undefined || given("weightStd") || given("biasStd");
  return {
    table,
    flags,
    solver,
    penalty: flags.time !== undefined ? "time" : solver === "svm" ? "C" : "ridge",
    penalties: flags.time ?? grid ?? defaultPenalties[solver],
    protocol: undefined,
    holdout: flags.landmarks !== undefined && !given("folds"),
    fixedStds,
  };
}

/** Refuses ways to learn that exclude each other. */
function refuseLearning(flags: FitFlags, given: (name: string) => boolean): void {
  const { loss, time, ridges } = flags;
  if (flags.solver === "svm") refuse(given, learningFlags, "--solver svm", "does not use it");
  if (flags.likelihood) {
    const others = ["ridges", "time", "loss", "huberDelta", "noise"] as const;
    refuse(given, others, "--likelihood", "chooses by the likelihood of noise that it finds");
  }
  if (time !== undefined)
    refuse(given, ["ridges", "noise"], "--time", "takes the place of a ridge");
  if (loss !== "huber") refuse(given, ["huberDelta"], `--loss ${loss}`, "has no such number");
  if (loss !== "squared") refuse(given, ["noise"], `--loss ${loss}`, "has no observation noise");
  if (flags.noise !== undefined && ridges?.includes(0) === true) {
    throw new UsageError("--ridges: must be above 0 with --noise, got 0");
  }
  if (flags.task !== undefined) assertLossFits(loss, flags.noise, flags.task);
}

/** Refuses what regression through landmarks does not do. */
function refuseLandmarks(
  { landmarks, solver, loss, ridges }: FitFlags,
  given: (name: string) => boolean,
): void {
  if (landmarks === undefined) {
    if (given("checkpoint")) {
      throw new UsageError("--checkpoint: must be given with --landmarks, got no --landmarks");
    }
    return;
  }
  const why = "learns by ridge regression alone";
  refuse(given, ["time", "likelihood", "noise"], "--landmarks", why);
  if (solver === "svm") throw new UsageError(`--landmarks: ${why}, got --solver svm`);
  if (loss !== "squared") throw new UsageError(`--landmarks: ${why}, got --loss ${loss}`);
  if (ridges?.includes(0) === true) {
    throw new UsageError("--ridges: must be above 0 with --landmarks, got 0");
  }
}

/** @throws UsageError when the loss, or known noise, is not of this task. */
export function assertLossFits(
  loss: LossName,
  noise: string | undefined,
  task: "classification" | "regression",
): void {
  if (noise !== undefined && task === "classification") {
    throw new UsageError("--noise: must be of a numeric target, got --task classification");
  }
  const of = { logistic: "classification", "cross-entropy": "classification", huber: "regression" };
  const wanted = loss === "squared" ? task : of[loss];
  if (wanted === task) return;
  throw new UsageError(`--loss: ${loss} is for ${wanted}, got ${task}`);
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
