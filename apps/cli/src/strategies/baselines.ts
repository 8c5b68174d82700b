import {
  type Query,
  type UncertaintyMeasure,
  badge,
  badgeGeometry,
  bait,
  coreSet,
  featureGeometry,
  largestCluster,
  projectFeatures,
  randomQuery,
  topScores,
  uncertainty,
} from "@ntkit/active-learning";
import type { Matrix } from "@ntkit/linalg";
import type { PoolView, Sides } from "./pool-view.ts";

/** Ways to choose that look-ahead is compared with and that need one model, by the command line's names. */
export const baselineNames = [
  "random",
  "entropy",
  "margin",
  "least-confidence",
  "badge",
  "bait",
  "core-set",
  "lcmd",
] as const;

export type BaselineName = (typeof baselineNames)[number];

/** A way to choose what to label next. */
export interface Baseline {
  /** What it cannot do without: probabilities of classes, or the inputs of a finite network's last layer. */
  readonly needs: readonly ("classes" | "features")[];
  /** What its scores are, for people. */
  readonly words: string;
  /** Picks `count` of the view's candidates. */
  readonly choose: (view: PoolView, count: number) => Promise<Query>;
}

/** The baseline with this name. */
export function baselineOf(name: BaselineName): Baseline {
  return baselines[name];
}

/** Features of BAIT, whose matrices have a row for each of them and each class. */
const BAIT_FEATURES = 64;

const baselines: Readonly<Record<BaselineName, Baseline>> = {
  random: {
    needs: [],
    words: "drawn at random",
    choose: ({ candidates, seed }, count) => Promise.resolve(randomQuery(candidates, count, seed)),
  },
  entropy: byUncertainty("entropy", "entropy of the predicted classes, in nats"),
  margin: byUncertainty("margin", "1 less the margin between the two likeliest classes"),
  "least-confidence": byUncertainty(
    "least-confidence",
    "1 less the probability of the likeliest class",
  ),
  badge: {
    needs: ["classes", "features"],
    words: "distance of the gradient embedding from those picked",
    choose: async (view, count) => {
      const { pool } = await featuresOf(view);
      const { candidates, seed, call } = view;
      const geometry = badgeGeometry(pool, view.probabilities());
      return badge(geometry, count, seed, { candidates, ...call });
    },
  },
  bait: {
    needs: ["classes", "features"],
    words: "fall of the last layer's Fisher-weighted variance",
    choose: async (view, count) => {
      const { pool, labelled } = await featuresOf(view);
      const { candidates, call } = view;
      const layer = async (features: Matrix, probabilities: Matrix) => ({
        features: await projectFeatures(features, BAIT_FEATURES, 0, call),
        probabilities,
      });
      const known = await layer(labelled, await view.labelledProbabilities());
      const open = await layer(pool, view.probabilities());
      return bait(open, count, { labelled: known, candidates, ...call });
    },
  },
  "core-set": {
    needs: [],
    words: "distance from everything labelled or picked",
    choose: async (view, count) => {
      const { candidates, call } = view;
      const geometry =
        view.features === undefined
          ? await view.kernelGeometry()
          : await geometryOf(await view.features(), view);
      return coreSet(geometry, count, { candidates, ...call });
    },
  },
  lcmd: {
    needs: [],
    words: "distance from the labelled or picked row whose cluster is the largest",
    choose: async (view, count) => {
      const { candidates, call } = view;
      return largestCluster(await view.kernelGeometry(), count, { candidates, ...call });
    },
  },
};

function byUncertainty(measure: UncertaintyMeasure, words: string): Baseline {
  return {
    needs: ["classes"],
    words,
    choose: ({ candidates, probabilities }, count) => {
      const all = uncertainty(probabilities(), measure);
      const scores = Float64Array.from(candidates, (row) => all[row]!);
      return Promise.resolve(topScores(candidates, scores, count));
    },
  };
}

function geometryOf({ pool, labelled }: Sides, { call }: PoolView) {
  return featureGeometry(pool, labelled, call);
}

/** @throws RangeError where there is no finite network; commands refuse that before */
function featuresOf({ features }: PoolView): Promise<Sides> {
  if (features !== undefined) return features();
  throw new RangeError("baselines: view must have features for this baseline, got none");
}
