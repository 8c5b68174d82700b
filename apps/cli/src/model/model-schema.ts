import { z } from "zod";

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
  /** Means of the targets over the training rows, which the coefficients are fitted around. */
  offsets: z.array(finite).min(1),
  /** Variance of the targets per unit of kernel. */
  amplitude: z.number().nonnegative(),
  /** Temperature of the class probabilities; classification only. */
  temperature: positive.optional(),
  /** Half width of the 95 % interval in standard deviations; regression only. */
  intervalFactor: positive.optional(),
});
const svmSolver = z.strictObject({
  type: z.literal("svm"),
  C: positive,
  biases: z.array(finite).min(1),
  machines: z.array(z.tuple([count, count])).min(1),
});

/** What stands in `model.json`, version 1. Unknown keys are errors. */
export const modelSchema = z.strictObject({
  format: z.literal("ntkit-model"),
  version: z.literal(1),
  ntkit: z.string(),
  target: z.discriminatedUnion("task", [classificationTarget, regressionTarget]),
  kernel: z.enum(["ntk", "nngp"]),
  network: z.unknown(),
  networkHash: sha256,
  encoder: z.unknown(),
  solver: z.discriminatedUnion("type", [ridgeSolver, svmSolver]),
  search: z.strictObject({
    label: z.string(),
    folds: count,
    candidates: count,
    penalties: z.array(z.number().nonnegative()),
    metric: z.enum(["accuracy", "rmse"]),
    crossValidated: estimate,
    corrected: estimate.optional(),
    protocol: z.string().optional(),
  }),
  seed: count,
  data: z.strictObject({ file: z.string(), sha256, rows: count, columns: count, features: count }),
  arrays: z.strictObject({ file: plainFileName, sha256 }),
});

/** The contents of `model.json`. */
export type ModelRecord = z.infer<typeof modelSchema>;
