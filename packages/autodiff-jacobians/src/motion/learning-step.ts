import { matrix, ShapeError } from "@ntkit/linalg";
import type { EngineOptions, Matrix, Tensor } from "@ntkit/linalg";
import { countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import { empiricalNtk } from "../kernels/empirical-ntk.ts";
import type { FiniteModel } from "../network/finite-model.ts";
import { moved } from "../network/parameter-algebra.ts";
import { checkTargets, lossOf, softmaxRows } from "../training/loss.ts";

/** The step that {@link learningStep} takes apart. */
export interface LearningStepOptions extends EngineOptions {
  /** Examples whose predictions are watched, [M, …]. */
  readonly observed: Inputs;
  /** The example that is learnt, [1, …]. */
  readonly learnt: Inputs;
  /** Its target distribution p, [1, O]. */
  readonly target: Matrix;
  readonly learningRate: number;
}

/** What one step of gradient descent on one example did to predictions, and why. */
export interface LearningStep {
  /** q(t+1) - q(t) of the observed examples, [M, O]. */
  readonly change: Matrix;
  /** η A K (p - q), [M, O]. */
  readonly predicted: Matrix;
  /** The largest |change - predicted|, of order η². */
  readonly error: number;
  /** K between the observed and the learnt example, [M, O, 1, O]. */
  readonly kernel: Tensor;
  /** p - q of the learnt example, [1, O]. */
  readonly residual: Matrix;
}

/**
 * Takes a step of gradient descent on the cross-entropy of one example apart: what it does to the
 * predictions q = softmax f of others is, to first order in η, A(x_o) K(x_o, x_u) (p - q(x_u)), with
 * A = diag q - q qᵀ and the empirical NTK K of the logits.
 *
 * @throws {@link !ShapeError} unless one example is learnt, with one target per output
 * @see Ren, Guo & Sutherland 2022 (arXiv:2203.02485), Proposition 1
 */
export async function learningStep(
  model: FiniteModel,
  options: LearningStepOptions,
): Promise<LearningStep> {
  const { observed, learnt, target, learningRate, ...call } = options;
  if (countOf(learnt) !== 1) {
    throw new ShapeError(`learningStep: learnt must be one example, got ${countOf(learnt)}`);
  }
  checkTargets("learningStep", target, countOf(learnt), model.outputs);
  const before = softmaxRows(await model.forward(observed, call));
  const { gradient, values } = await model.pull(
    learnt,
    (f) => lossOf("cross-entropy").gradient(f, target),
    call,
  );
  const parameters = moved(model.parameters, gradient, -learningRate);
  const after = softmaxRows(await model.network.at(parameters).forward(observed, call));
  const residual = minus(target, softmaxRows(values));
  const kernel = await empiricalNtk(model, observed, learnt, { ...call, form: "full" });
  const change = minus(after, before);
  const predicted = firstOrder(before, kernel, residual, learningRate);
  const error = change.data.reduce(
    (most, v, i) => Math.max(most, Math.abs(v - predicted.data[i]!)),
    0,
  );
  return { change, predicted, error, kernel, residual };
}

/** η A K r for every observed example; A v = q ∘ (v - q·v). */
function firstOrder(q: Matrix, kernel: Tensor, residual: Matrix, rate: number): Matrix {
  const { rows, cols } = q;
  const result = matrix(rows, cols);
  for (let i = 0; i < rows; i++) {
    const probabilities = q.data.subarray(i * cols, (i + 1) * cols);
    const logits = probabilities.map((_, o) => {
      const from = (i * cols + o) * cols;
      return residual.data.reduce((sum, r, p) => sum + kernel.data[from + p]! * r, 0);
    });
    const mean = logits.reduce((sum, v, o) => sum + v * probabilities[o]!, 0);
    logits.forEach((v, o) => (result.data[i * cols + o] = rate * probabilities[o]! * (v - mean)));
  }
  return result;
}

function minus(a: Matrix, b: Matrix): Matrix {
  return matrix(
    a.rows,
    a.cols,
    a.data.map((value, i) => value - b.data[i]!),
  );
}
