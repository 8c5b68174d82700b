import type { EngineOptions, Matrix } from "@ntkit/linalg";
import type { Inputs } from "../inputs.ts";
import { empiricalNtk } from "../kernels/empirical-ntk.ts";
import type { ActivationPattern } from "../network/finite-model.ts";
import type { FiniteNetwork } from "../network/finite-network.ts";
import { difference, norm } from "../network/parameter-algebra.ts";
import type { Parameters } from "../network/parameters.ts";
import { patternChange } from "./pattern-change.ts";
import type { TrainingMoment } from "./train.ts";

/** What a recorder writes down. */
export interface RecorderOptions extends EngineOptions {
  /** Steps between records. Default: 1. */
  readonly every?: number | undefined;
  /** Examples whose traced empirical NTK is recorded. */
  readonly kernel?: Inputs | undefined;
  /** Examples at which changes of the activation pattern are counted. */
  readonly pattern?: Inputs | undefined;
}

/** A recorded moment of training. */
export interface TrainingRecord {
  readonly step: number;
  readonly loss: number;
  /** ‖w - w₀‖ of all trained parameters. */
  readonly displacement: number;
  /** ‖w - w₀‖ / ‖w₀‖ of each; of a parameter that began at 0 the plain ‖w‖. */
  readonly relativeDisplacement: Readonly<Record<string, number>>;
  /** Traced empirical NTK, [N, N]. */
  readonly kernel?: Matrix;
  /** Share of the units that are not as at w₀. */
  readonly patternChange?: number;
}

/** Writes down training, step by step. */
export interface TrainingRecorder {
  readonly records: readonly TrainingRecord[];
  /** To be given to `train` as its `onStep`. */
  readonly onStep: (moment: TrainingMoment) => Promise<void>;
}

/** A recorder of loss, displacement from w₀, and what else the options name. */
export function trainingRecorder(
  network: FiniteNetwork,
  w0: Parameters,
  options: RecorderOptions = {},
): TrainingRecorder {
  const { every = 1, kernel, pattern } = options;
  if (!Number.isInteger(every) || every < 1) {
    throw new RangeError(`trainingRecorder: every must be an integer of at least 1, got ${every}`);
  }
  const names = network.parameters.filter((p) => p.trainable).map(({ name }) => name);
  const records: TrainingRecord[] = [];
  let first: ActivationPattern | undefined;
  return {
    records,
    onStep: async ({ step, loss, parameters }) => {
      if (step % every !== 0) return;
      const model = network.at(parameters);
      if (pattern !== undefined) first ??= await network.at(w0).pattern(pattern, options);
      records.push({
        step,
        loss,
        ...displacementOf(parameters, w0, names),
        ...(kernel && { kernel: await empiricalNtk(model, kernel, undefined, options) }),
        ...(pattern && {
          patternChange: patternChange(first!, await model.pattern(pattern, options)),
        }),
      });
    },
  };
}

function displacementOf(w: Parameters, w0: Parameters, names: readonly string[]) {
  const relativeDisplacement: Record<string, number> = {};
  for (const name of names) {
    const start = norm({ [name]: w0[name]! });
    relativeDisplacement[name] = norm(difference(w, w0, [name])) / (start === 0 ? 1 : start);
  }
  return { displacement: norm(difference(w, w0, names)), relativeDisplacement };
}
