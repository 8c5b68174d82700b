import type { DenseNode, Network } from "@ntkit/architecture";
import { isActivation, NetworkError } from "@ntkit/architecture";
import type { ScalarActivation } from "../duals/dual.ts";
import type { Rule } from "../rule.ts";
import { denseFactors, denseRule } from "../rules/dense.ts";
import { layerNormRule } from "../rules/layer-norm.ts";
import { activationRule } from "./activation-rule.ts";
import { flatten } from "./flatten.ts";
import type { LayerNode, Step } from "./flatten.ts";
import { compileFork } from "./compile-fork.ts";

/** One rule, and a name under which networks that begin alike can share it. */
export interface Instruction {
  readonly key: string;
  readonly rule: Rule;
}

/** What is known about a signal before its numbers are. */
export interface Signal {
  /** Number of channels; undefined after a dense layer without `units`. */
  readonly width: number | undefined;
  /** Whether the channels are independent Gaussians of one covariance, as dense layers make them. */
  readonly gaussian: boolean;
  /** Whether the signal has mean 0 given all that came before the last fork, by weights of its own. */
  readonly fresh: boolean;
}

/** Instructions along one signal, and what comes out. */
export interface Compiled {
  readonly instructions: readonly Instruction[];
  readonly signal: Signal;
}

export interface CompileContext {
  readonly functions: ReadonlyMap<string, ScalarActivation>;
}

/**
 * The rules of a network for inputs of the given width.
 *
 * @throws {NetworkError} when the network has no infinite-width limit of this kind: an activation on
 *   something that is not Gaussian, dependent branches, a fan-in that is needed and not given
 */
export function compile(
  network: Network,
  inputWidth: number,
  context: CompileContext,
): readonly Instruction[] {
  const input: Signal = { width: inputWidth, gaussian: false, fresh: false };
  return compileSteps(flatten(network), input, context).instructions;
}

/** Compiles steps one after another. */
export function compileSteps(
  steps: readonly Step[],
  input: Signal,
  context: CompileContext,
): Compiled {
  const instructions: Instruction[] = [];
  let signal = input;
  for (const { node, path } of steps) {
    const next =
      node.type === "fork"
        ? compileFork(node, path, signal, context)
        : compileLayer(node, path, signal, context);
    instructions.push(...next.instructions);
    signal = next.signal;
  }
  return { instructions, signal };
}

function compileLayer(
  node: LayerNode,
  path: Step["path"],
  signal: Signal,
  context: CompileContext,
): Compiled {
  if (node.type === "dense") return compileDense(node, path, signal);
  if (!signal.gaussian) throw notGaussian(node, path);
  const key = JSON.stringify(node);
  if (isActivation(node)) {
    const rule = activationRule(node, context.functions);
    if (!rule) throw unknownFunction(path, [...context.functions.keys()]);
    return { instructions: [{ key, rule }], signal: { ...signal, gaussian: false, fresh: false } };
  }
  if (node.type === "layerNorm") {
    return { instructions: [{ key, rule: layerNormRule(node.epsilon) }], signal };
  }
  throw new NetworkError(`a ${node.type} is no rule of rows`, { path });
}

function compileDense(node: DenseNode, path: Step["path"], signal: Signal): Compiled {
  const usesFanIn = node.parameterization === "standard" || node.scaling === "sum";
  if (usesFanIn && signal.width === undefined) {
    const message = `the layer before must have units, which the ${node.parameterization} parametrisation divides by, got none`;
    throw new NetworkError(message, { path });
  }
  const fanIn = usesFanIn ? signal.width! : 1;
  return {
    instructions: [
      { key: `${JSON.stringify(node)} ${fanIn}`, rule: denseRule(denseFactors(node, fanIn)) },
    ],
    signal: { width: node.units, gaussian: true, fresh: true },
  };
}

/** The error of a layer that needs Gaussian inputs. */
export function notGaussian(node: LayerNode, path: Step["path"]): NetworkError {
  const message = `${node.type} must follow a dense layer or another one with weights, whose outputs are Gaussian at infinite width; put one before it`;
  return new NetworkError(message, { path });
}

/** The error of an elementwise function that is not given. */
export function unknownFunction(path: Step["path"], names: readonly string[]): NetworkError {
  const known = names.length === 0 ? "none is given" : `given are ${names.join(", ")}`;
  return new NetworkError(`must be the name of a function in options.elementwise; ${known}`, {
    path: [...path, "name"],
  });
}
