import type { FactorSource } from "@ntkit/autodiff-jacobians";
import { type EngineOptions, type Matrix, type Tensor, matrix } from "@ntkit/linalg";
import { selectSamples } from "../input/samples.ts";

/**
 * What enters the last layer with weights, shape [N, H]: the features of BADGE, BAIT and core-set.
 *
 * @param memory - bytes of factors that may be there at a time
 * @throws RangeError when no layer of the network is linear in its weights
 */
export async function lastInputs(
  model: FactorSource,
  x: Tensor,
  call: EngineOptions,
  memory: number = 2 ** 28,
): Promise<Matrix> {
  const rows = x.shape[0]!;
  const tile = Math.max(1, Math.floor(memory / model.bytesPerExample(1)));
  const parts: Matrix[] = [];
  for (let from = 0; from < rows; from += tile) {
    const part = Array.from({ length: Math.min(tile, rows - from) }, (_, i) => from + i);
    parts.push(await lastInputsOf(model, selectSamples(x, part), call));
  }
  return stackRows(parts);
}

async function lastInputsOf(model: FactorSource, x: Tensor, call: EngineOptions): Promise<Matrix> {
  const cotangents = matrix(1, model.outputs);
  const { examples, sites } = await model.factors(x, { cotangents, ...call });
  const last = sites.findLast((site) => site.kind === "linear");
  if (last?.kind !== "linear") {
    throw new RangeError("lastInputs: the network must end in a dense layer, got none");
  }
  return matrix(examples, last.positions * last.inputs, Float64Array.from(last.a));
}

function stackRows(parts: readonly Matrix[]): Matrix {
  const [{ cols }] = parts as [Matrix];
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const data = new Float64Array(rows * cols);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return matrix(rows, cols, data);
}
