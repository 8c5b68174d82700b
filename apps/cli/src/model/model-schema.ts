import { z } from "zod";
import type {
  FlowState,
  LandmarkState,
  ModelTarget,
  RidgeState,
  SvmState,
} from "./trained-model.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex");
/** A file beside model.json: a name, never a path. */
const plainFileName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, "must be a plain file name")
  .refine((name) => !name.includes(".."), 'must not contain ".."');
const finite = z.number();
const positive = z.number().positive();
const count = z.number().int().nonnegative();

const estimate = z.strictObject({ value: finite, lower: finite, upper: finite });

const classificationTarget = z.strictObject({
  name: z.string(),
  task: z.literal("classification"),
  classes: z.array(z.string()).min(2),
});
const regressionTarget = z.strictObject({ name: z.string(), task: z.literal("regression") });

const ridgeSolver = z.strictObject({
  type: z.literal("ridge"),
  relativeRidge: z.number().nonnegative(),
  ridge: z.number().nonnegative(),
  offsets: z.array(finite).min(1),
  amplitude: z.number().nonnegative(),
  temperature: positive.optional(),
  intervalFactor: z.number().nonnegative().optional(),
  noise: z.strictObject({ column: z.string().optional(), meanVariance: positive }).optional(),
});
const flowSolver = z
  .strictObject({
    type: z.literal("flow"),
    loss: z.enum(["squared", "logistic", "cross-entropy", "huber"]),
    huberDelta: positive.optional(),
    time: z.union([z.number().nonnegative(), z.literal("inf")]).optional(),
    relativeRidge: z.number().nonnegative().optional(),
    offsets: z.array(finite).min(1),
    temperature: positive.optional(),
    halfWidth: z.number().nonnegative().optional(),
  })
  .refine(
    ({ time, relativeRidge }) => (time === undefined) !== (relativeRidge === undefined),
    "must have one of time and relativeRidge",
  );
const landmarkSolver = z.strictObject({
  type: z.literal("landmarks"),
  landmarks: z.number().int().positive(),
  relativeRidge: positive,
  ridge: positive,
  offsets: z.array(finite).min(1),
  temperature: positive.optional(),
  halfWidth: z.number().nonnegative().optional(),
});
const svmSolver = z.strictObject({
  type: z.literal("svm"),
  C: positive,
  biases: z.array(finite).min(1),
  machines: z.array(z.tuple([count, count])).min(1),
  violation: positive.optional(),
});

/** An estimate with its 95 % interval. */
interface EstimateRecord {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** The contents of `model.json`, version 1. */
export interface ModelRecord {
  readonly format: "ntkit-model";
  readonly version: 1;
  /** The ntkit that wrote it. */
  readonly ntkit: string;
  readonly target: ModelTarget;
  readonly kernel: "ntk" | "nngp";
  /** A network as `@ntkit/architecture` writes it. */
  readonly network: unknown;
  readonly networkHash: string;
  /** An encoder as `@ntkit/datasets` writes it. */
  readonly encoder: unknown;
  readonly solver:
    | Omit<RidgeState, "coefficients">
    | Omit<SvmState, "coefficients">
    | Omit<FlowState, "coefficients">
    | Omit<LandmarkState, "coefficients">;
  /** How the model was chosen. */
  readonly search: {
    readonly label: string;
    readonly folds: number;
    readonly candidates: number;
    readonly penalties: readonly (number | "inf")[];
    /** Absent for cross-validation. */
    readonly chosenBy?: "marginal-likelihood" | undefined;
    readonly metric: "accuracy" | "rmse";
    readonly crossValidated: EstimateRecord;
    readonly corrected?: EstimateRecord | undefined;
    readonly protocol?: string | undefined;
  };
  readonly seed: number;
  readonly data: {
    /** Name without folders. */
    readonly file: string;
    readonly sha256: string;
    readonly rows: number;
    readonly columns: number;
    readonly features: number;
  };
  readonly arrays: { readonly file: string; readonly sha256: string };
}

/** Checks the contents of `model.json`. Unknown keys are errors. */
export const modelSchema: z.ZodType<ModelRecord> = z.strictObject({
  format: z.literal("ntkit-model"),
  version: z.literal(1),
  ntkit: z.string(),
  target: z.discriminatedUnion("task", [classificationTarget, regressionTarget]),
  kernel: z.enum(["ntk", "nngp"]),
  network: z.unknown(),
  networkHash: sha256,
  encoder: z.unknown(),
  solver: z.discriminatedUnion("type", [ridgeSolver, svmSolver, flowSolver, landmarkSolver]),
  search: z.strictObject({
    label: z.string(),
    folds: count,
    candidates: count,
    penalties: z.array(z.union([z.number().nonnegative(), z.literal("inf")])),
    chosenBy: z.literal("marginal-likelihood").optional(),
    metric: z.enum(["accuracy", "rmse"]),
    crossValidated: estimate,
    corrected: estimate.optional(),
    protocol: z.string().optional(),
  }),
  seed: count,
  data: z.strictObject({ file: z.string(), sha256, rows: count, columns: count, features: count }),
  arrays: z.strictObject({ file: plainFileName, sha256 }),
});
