import type * as tfjs from "@tensorflow/tfjs";
import { NumericalError } from "@ntkit/linalg";
import type { TfjsBackend } from "../backends/load-backend.ts";
import { activate } from "../backends/activate.ts";
import { ModelError } from "../model-error.ts";
import { type PassOptions, type ProbedModel, probedModel } from "../probe/probed-model.ts";
import { type Shape, shapesOf } from "../probe/shape.ts";
import type { ProbedFunction } from "../probe/site.ts";
import type { LayerRule } from "../rules/rule.ts";
import { layerRules } from "../rules/rules.ts";
import type { Tfjs } from "../tfjs.ts";
import { layerNames } from "./layer-names.ts";
import { walkModel } from "./walk-model.ts";

/** How {@link layersModel} reads a model. */
export interface LayersModelOptions extends PassOptions {
  /** Rules by class name, for layers that have none here, or in the place of the one that there is. */
  readonly rules?: Readonly<Record<string, LayerRule>> | undefined;
  /** Shape of one example, or of each input's, where the model leaves sizes open. */
  readonly inputShape?: Shape | readonly Shape[] | undefined;
}

/**
 * A LayersModel of TensorFlow.js in inference mode, with Jacobian factors of its trained weights.
 *
 * The model is read and not changed: its graph is walked layer by layer, and each layer with weights
 * has a rule that says where they enter (Dense, Conv1D, Conv2D, DepthwiseConv2D, SeparableConv2D,
 * Embedding, BatchNormalization, LayerNormalization, PReLU). Layers may be shared and models nested;
 * several outputs count one after the other. Weights that change later are seen.
 *
 * The model must be of the backend's own namespace, `backend.tf`.
 *
 * @throws {@link ModelError} `unknown-layer`, `training-mode`, `unsupported`, `input-shape`;
 *   {@link !NumericalError} `non-finite` for a weight that is not finite
 */
export async function layersModel(
  backend: Pick<TfjsBackend, "tf" | "backend">,
  model: tfjs.LayersModel,
  options: LayersModelOptions = {},
): Promise<ProbedModel> {
  const { tf } = backend;
  const inputShapes = inputShapesOf(model, options.inputShape);
  await activate(tf, backend.backend);
  await checkWeights(model);
  const f = modelFunction(tf, model, { ...layerRules, ...options.rules });
  const outputs = countOutputs(tf, f, inputShapes);
  return probedModel(backend, f, { ...options, inputShape: inputShapes, outputs });
}

function modelFunction(
  tf: Tfjs,
  model: tfjs.LayersModel,
  rules: Readonly<Record<string, LayerRule>>,
): ProbedFunction {
  const names = layerNames(tf, model);
  return (inputs, probe) => {
    const { outputs } = walkModel({ tf, rules, probe, names }, model, inputs);
    if (outputs.length === 1) return outputs[0]!;
    const rows = inputs[0]!.shape[0];
    return tf.concat(
      outputs.map((output) => tf.reshape(output, [rows, -1])),
      1,
    );
  };
}

function countOutputs(tf: Tfjs, f: ProbedFunction, inputShapes: readonly Shape[]): number {
  return tf.tidy(
    () =>
      f(
        inputShapes.map((shape) => tf.zeros([1, ...shape])),
        (z) => z,
      ).size,
  );
}

function inputShapesOf(
  model: tfjs.LayersModel,
  given: LayersModelOptions["inputShape"],
): readonly Shape[] {
  const declared = model.inputs.map(({ shape }) => shape.slice(1));
  const list = given === undefined ? declared : shapesOf(given);
  const fits =
    list.length === declared.length &&
    declared.every((shape, i) => {
      const other = list[i]!;
      return (
        shape.length === other.length &&
        shape.every((size, axis) =>
          size === null ? Number(other[axis]) > 0 : size === other[axis],
        )
      );
    });
  if (fits) return list as Shape[];
  throw new ModelError(
    `layersModel: inputShape must give the sizes that the model's inputs ${JSON.stringify(declared)} leave open, got ${JSON.stringify(given)}`,
    "input-shape",
  );
}

async function checkWeights(model: tfjs.LayersModel): Promise<void> {
  for (const weight of model.weights) {
    const data = await weight.read().data();
    const at = data.findIndex((value: number) => !Number.isFinite(value));
    if (at < 0) continue;
    throw new NumericalError(
      `layersModel: weights must be finite, got ${data[at]!} at ${at} of ${weight.name}`,
      "non-finite",
      { weight: weight.name, index: at },
    );
  }
}
