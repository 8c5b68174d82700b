import type * as tfjs from "@tensorflow/tfjs";
import { ModelError } from "../model-error.ts";
import type { Probe } from "../probe/site.ts";
import type { LayerRule } from "../rules/rule.ts";
import type { Tfjs } from "../tfjs.ts";

type Mask = tfjs.Tensor | null;

/** Everything that a walk over a model's graph needs. */
export interface Walk {
  readonly tf: Tfjs;
  readonly rules: Readonly<Record<string, LayerRule>>;
  readonly probe: Probe;
  /** Names of layers; one that is used in several places has one. */
  readonly names: ReadonlyMap<tfjs.layers.Layer, string>;
}

/** Values of a layer's outputs, and their masks. */
interface Values {
  readonly outputs: readonly tfjs.Tensor[];
  readonly masks: readonly Mask[];
}

/** The outputs of a model in inference mode, layer by layer through their rules. */
export function walkModel(
  walk: Walk,
  model: tfjs.LayersModel,
  inputs: readonly tfjs.Tensor[],
  trainable: boolean = isTrainable(model),
  inputMasks: readonly Mask[] = [],
): Values {
  const known = new Map<tfjs.layers.Layer, Map<number, Values>>();
  const evaluate = (symbol: tfjs.SymbolicTensor): { value: tfjs.Tensor; mask: Mask } => {
    const at = model.inputs.indexOf(symbol);
    if (at >= 0) return { value: inputs[at]!, mask: inputMasks[at] ?? null };
    const { sourceLayer: layer, nodeIndex } = symbol;
    const calls = known.get(layer) ?? new Map<number, Values>();
    known.set(layer, calls);
    const values = calls.get(nodeIndex) ?? callLayer(walk, symbol, symbol.inputs.map(evaluate), trainable); // prettier-ignore
    calls.set(nodeIndex, values);
    const index = symbol.outputTensorIndex ?? 0;
    return { value: values.outputs[index]!, mask: values.masks[index] ?? null };
  };
  const results = model.outputs.map(evaluate);
  return { outputs: results.map(({ value }) => value), masks: results.map(({ mask }) => mask) };
}

function callLayer(
  walk: Walk,
  { sourceLayer: layer, callArgs }: tfjs.SymbolicTensor,
  from: readonly { readonly value: tfjs.Tensor; readonly mask: Mask }[],
  within: boolean,
): Values {
  const { tf, names, probe } = walk;
  const name = names.get(layer) ?? layer.name;
  const inputs = from.map(({ value }) => value);
  const masks = from.map(({ mask }) => mask);
  const trainable = within && isTrainable(layer);
  refuseTraining(layer, name, callArgs);
  if (isModel(tf, layer)) return walkModel(walk, layer, inputs, trainable, masks);
  const rule = ownRule(walk, layer.getClassName());
  if (rule !== undefined) {
    const given = rule({ tf, layer, name, inputs, trainable, probe });
    const outputs = Array.isArray(given) ? (given as tfjs.Tensor[]) : [given as tfjs.Tensor];
    return { outputs, masks: masksOf(layer, inputs, masks) };
  }
  if (trainable && layer.trainableWeights.length > 0) throw unknownLayer(layer, name, walk.rules);
  const args = { ...callArgs, training: false, mask: oneOrAll(masks) };
  const outputs = [layer.call(oneOrAll(inputs) as tfjs.Tensor, args)].flat();
  return { outputs, masks: masksOf(layer, inputs, masks) };
}

/** The field `trainable`, which the declarations leave out. */
function isTrainable(layer: tfjs.layers.Layer): boolean {
  return (layer as unknown as { readonly trainable: boolean }).trainable;
}

function isModel(tf: Tfjs, layer: tfjs.layers.Layer): layer is tfjs.LayersModel {
  return layer instanceof tf.LayersModel;
}

function ownRule({ rules }: Walk, className: string): LayerRule | undefined {
  return Object.hasOwn(rules, className) ? rules[className] : undefined;
}

function oneOrAll<T>(values: readonly T[]): T | T[] {
  return values.length === 1 ? values[0]! : [...values];
}

function masksOf(
  layer: tfjs.layers.Layer,
  inputs: readonly tfjs.Tensor[],
  masks: readonly Mask[],
): readonly Mask[] {
  // Layers that know nothing of masks say so by throwing.
  if (!layer.supportsMasking && masks.every((mask) => mask === null)) return [];
  const given = oneOrAll(masks as tfjs.Tensor[]);
  return [layer.computeMask(oneOrAll(inputs) as tfjs.Tensor, given) as Mask | Mask[]].flat();
}

function refuseTraining(
  layer: tfjs.layers.Layer,
  name: string,
  callArgs: { readonly training?: unknown } | undefined,
): void {
  if (callArgs?.training !== true) return;
  throw new ModelError(
    `layersModel: ${name} (${layer.getClassName()}) must be called in inference mode, got training: true, in which examples are not independent or outputs are random; apply it without`,
    "training-mode",
    { layer: name },
  );
}

function unknownLayer(
  layer: tfjs.layers.Layer,
  name: string,
  rules: Readonly<Record<string, LayerRule>>,
): ModelError {
  const className = layer.getClassName();
  return new ModelError(
    `layersModel: layers with trained weights must be ${Object.keys(rules).sort().join(", ")}, got ${name} (${className}); give options.rules.${className}, or set the layer's trainable to false`,
    "unknown-layer",
    { layer: name },
  );
}
