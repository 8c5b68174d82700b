import type { ConvolutionOptions, Network, SelfAttentionNode } from "@ntkit/architecture";
import { isActivation, NetworkError, outputShape } from "@ntkit/architecture";
import { activationRule } from "../network/activation-rule.ts";
import type { CompileContext, Signal } from "../network/compile.ts";
import { notGaussian, unknownFunction } from "../network/compile.ts";
import type { LayerNode, Step } from "../network/flatten.ts";
import { flatten } from "../network/flatten.ts";
import { mergeSignals } from "../network/merge-signals.ts";
import type { DenseLayer } from "../rules/dense.ts";
import { denseFactors, denseRule } from "../rules/dense.ts";
import { layerNormRule } from "../rules/layer-norm.ts";
import { placesOf } from "./field.ts";
import type { SpatialOp } from "./spatial-op.ts";

/** A signal between places. */
interface SpatialSignal extends Signal {
  /** Number of places; 1 for a row of features, undefined where the shape is not known yet. */
  readonly places: number | undefined;
  /** Whether it is the input itself. */
  readonly raw: boolean;
}

interface Part {
  readonly ops: readonly SpatialOp[];
  readonly signal: SpatialSignal;
}

/**
 * The ops of a network for examples of a shape [spatial sizes …, channels]; `shape` null checks only what
 * does not depend on it.
 *
 * @throws {NetworkError} when the network has no infinite-width limit, does not fit the shape or does not
 *   end in one row of features per example
 */
export function compileSpatial(
  network: Network,
  shape: readonly number[] | null,
  context: CompileContext,
): readonly SpatialOp[] {
  if (shape !== null) refuseSpatialOutput(network, shape);
  const signal: SpatialSignal = {
    width: shape?.at(-1) ?? 1,
    gaussian: false,
    fresh: false,
    places: shape === null ? undefined : placesIn(shape),
    raw: true,
  };
  return compileSteps(flatten(network), signal, shape?.slice(0, -1) ?? null, context).ops;
}

function placesIn(shape: readonly number[]): number {
  return placesOf(shape.slice(0, -1));
}

function refuseSpatialOutput(network: Network, shape: readonly number[]): void {
  const output = outputShape(network, shape).slice(0, -1);
  if (output.length === 0) return;
  throw new NetworkError(
    `must end in one row of features per example, got places [${output.join(", ")}]; add a flatten, globalAvgPool or globalSumPool`,
  );
}

function compileSteps(
  steps: readonly Step[],
  input: SpatialSignal,
  spatial: readonly number[] | null,
  context: CompileContext,
): Part & { readonly spatial: readonly number[] | null } {
  const ops: SpatialOp[] = [];
  let [signal, shape] = [input, spatial];
  for (const { node, path } of steps) {
    if (node.type === "fork") {
      const before = { ...signal, fresh: false };
      const ends = node.branches.map((branch) => compileSteps(branch, before, shape, context));
      const branches = ends.map((end) => ({ signal: end.signal, empty: end.ops.length === 0 }));
      const { weights, signal: merged } = mergeSignals(node.merge, branches, signal, path);
      ops.push({
        type: "fork",
        branches: ends.map((end) => end.ops),
        weights,
        merge: node.merge === "fanInProd" ? "product" : "sum",
      });
      shape = ends[0]?.spatial ?? shape;
      signal = { ...merged, places: ends[0]?.signal.places, raw: false };
      continue;
    }
    const part = compileLayer(node, path, signal, context);
    ops.push(...part.ops);
    if (shape !== null) shape = shapeAfter(node, shape);
    const places = shape === null ? part.signal.places : placesOf(shape);
    signal = { ...part.signal, places, raw: false };
  }
  return { ops: joinTraces(ops), signal, spatial: shape };
}

function shapeAfter(node: LayerNode, spatial: readonly number[]): readonly number[] {
  const channels = node.type === "embedding" ? 1 : undefined;
  return outputShape(node, [...spatial, channels]).slice(0, -1) as number[];
}

/** Places that are independent have sums over equal places only. */
function joinTraces(ops: readonly SpatialOp[]): SpatialOp[] {
  return ops.flatMap((op, i): SpatialOp[] => {
    const [before, after] = [ops[i - 1], ops[i + 1]];
    if (op.type === "separate" && (after?.type === "globalPool" || after?.type === "trace")) {
      return [];
    }
    if (op.type === "globalPool" && before?.type === "separate") {
      return [{ type: "trace", divisor: op.mean ? "pairs" : "none" }];
    }
    return [op];
  });
}

function compileLayer(
  node: LayerNode,
  path: Step["path"],
  signal: SpatialSignal,
  context: CompileContext,
): Part {
  const bent = { ...signal, gaussian: false, fresh: false };
  if (isActivation(node)) {
    if (!signal.gaussian) throw notGaussian(node, path);
    const rule = activationRule(node, context.functions);
    if (!rule) throw unknownFunction(path, [...context.functions.keys()]);
    return { ops: [{ type: "rule", rule, curved: true }], signal: bent };
  }
  switch (node.type) {
    case "dense":
      return weights(node, 1, node.units, path, signal);
    case "conv":
    case "convTranspose":
    case "convLocal": {
      const size = node.filterShape.reduce((product, n) => product * n, 1);
      const part = weights(node, size, node.channels, path, signal);
      const window: SpatialOp = {
        type: "window",
        transposed: node.type === "convTranspose",
        ...windowsOf(node.filterShape, node),
      };
      const local: SpatialOp[] = node.type === "convLocal" ? [{ type: "separate" }] : [];
      return { ops: [window, ...part.ops, ...local], signal: part.signal };
    }
    case "avgPool":
    case "sumPool": {
      const divisor = node.type === "sumPool" ? "none" : node.normalizeEdges ? "seen" : "window";
      const op: SpatialOp = { type: "pool", divisor, ...windowsOf(node.windowShape, node) };
      return { ops: [op], signal };
    }
    case "globalAvgPool":
      return { ops: [{ type: "globalPool", mean: true }], signal };
    case "globalSumPool":
      return { ops: [{ type: "globalPool", mean: false }], signal };
    case "flatten": {
      const { places = 1, width } = signal;
      const wide = width === undefined ? undefined : width * places;
      // Places differ in variance, so that the features do not have one covariance.
      const gaussian = signal.gaussian && places === 1;
      return {
        ops: [{ type: "trace", divisor: "places" }],
        signal: { ...signal, width: wide, gaussian },
      };
    }
    case "layerNorm": {
      if (!signal.gaussian) throw notGaussian(node, path);
      const { epsilon, spatialAxes } = node;
      const op: SpatialOp =
        spatialAxes.length === 0
          ? { type: "rule", rule: layerNormRule(epsilon), curved: true }
          : { type: "normalize", epsilon, axes: spatialAxes };
      return { ops: [op], signal };
    }
    case "dropout":
      return {
        ops: [{ type: "dropout", keepRate: node.keepRate }],
        signal: { ...signal, gaussian: false },
      };
    case "selfAttention":
      return attention(node, path, signal);
    case "embedding":
      if (!signal.raw) {
        throw new NetworkError("an embedding must read the input itself", { path });
      }
      return {
        ops: [{ type: "embedding", node }],
        signal: { ...signal, width: node.channels, gaussian: true, fresh: true },
      };
    case "aggregate":
      return { ops: [{ type: "aggregate", axis: node.axis }], signal };
    case "imageResize":
      return { ops: [{ type: "resize", node }], signal };
    case "index":
      return { ops: [{ type: "index", slices: node.slices }], signal };
    case "linearMap":
      return { ops: [{ type: "map", axis: node.axis, matrix: node.matrix }], signal };
    case "maxPool":
    case "batchNorm":
      throw new NetworkError(
        `a ${node.type} has no known limit at infinite width; kernels of finite networks have it`,
        { path },
      );
  }
}

function windowsOf(
  shape: readonly number[],
  { strides, padding }: Pick<ConvolutionOptions, "strides" | "padding">,
): {
  shape: readonly number[];
  strides: readonly number[];
  padding: ConvolutionOptions["padding"];
} {
  return { shape, strides: strides ?? shape.map(() => 1), padding };
}

/** A layer with weights, after its window has summed over `size` places. */
function weights(
  node: DenseLayer,
  size: number,
  width: number | undefined,
  path: Step["path"],
  signal: SpatialSignal,
): Part {
  const usesFanIn = node.parameterization === "standard" || node.scaling === "sum";
  if (usesFanIn && signal.width === undefined) {
    const message = `the layer before must have units or channels, which the ${node.parameterization} parametrisation divides by, got none`;
    throw new NetworkError(message, { path });
  }
  const factors = denseFactors(node, usesFanIn ? signal.width! * size : 1);
  const rule = denseRule({
    ...factors,
    scale: factors.scale / size,
    fromInput: factors.fromInput / size,
  });
  return {
    ops: [{ type: "rule", rule, curved: false }],
    signal: { ...signal, width, gaussian: true, fresh: true },
  };
}

function attention(node: SelfAttentionNode, path: Step["path"], signal: SpatialSignal): Part {
  if (node.scaling === "sqrt" && node.mechanism !== "identity") {
    throw new NetworkError(
      `a selfAttention with scaling "sqrt" must have the mechanism "identity", got "${node.mechanism}"; others have a limit with scaling "linear"`,
      { path: [...path, "mechanism"] },
    );
  }
  const [inputWeight, positional] = positionalWeights(node, path, signal.width);
  const positionalWeight = positional * node.positionalStd ** 2;
  return {
    ops: [{ type: "attention", node, inputWeight, positionalWeight }],
    signal: { ...signal, width: node.channels, gaussian: true, fresh: true },
  };
}

/** The shares of the input and of the embeddings of places. */
function positionalWeights(
  { positional, positionalChannels }: SelfAttentionNode,
  path: Step["path"],
  width: number | undefined,
): [number, number] {
  if (positional !== "concat") return [1, 1];
  if (positionalChannels === undefined) return [0.5, 0.5];
  if (width === undefined) {
    throw new NetworkError(
      "the layer before must have units or channels, beside which positionalChannels count, got none",
      { path: [...path, "positionalChannels"] },
    );
  }
  const total = width + positionalChannels;
  return [width / total, positionalChannels / total];
}
