import { NetworkError } from "@ntkit/architecture";
import type { ElementwiseFunctions } from "../activations/activation-of.ts";
import type { Op } from "../ops/op.ts";
import type { ParameterSpec, Plan } from "./plan.ts";
import { createScalings } from "./scaling.ts";
import type { Parameterization, Scalings } from "./scaling.ts";

/** Where a node stands. */
export interface Place {
  /** Keys and indices from the root, for messages. */
  readonly path: readonly (string | number)[];
  /** Indices from the root, for names of parameters; a repeat counts its copies. */
  readonly indices: readonly number[];
}

/** How a network becomes a finite one. */
export interface FiniteOptions {
  /** In place of what the nodes say. */
  readonly parameterization?: Parameterization | undefined;
  /** Functions of `elementwise` nodes. */
  readonly elementwise?: ElementwiseFunctions | undefined;
  /**
   * Arrays named like the network's parameters, of which layers without a width take it: the size of
   * the last axis of their weights.
   */
  readonly widthsFrom?: Readonly<Record<string, { readonly shape: readonly number[] }>> | undefined;
}

/** What a layer's rule builds with. */
export interface Builder {
  /** Appends an operation; returns the slot of its result. */
  add(op: Op): number;
  /** Declares a parameter of the layer at `place`; returns its name. */
  parameter(place: Place, spec: LayerParameter): string;
  shape(slot: number): readonly number[];
  /** The layer's width, or the one of `widthsFrom`. */
  width(place: Place, option: string, given: number | undefined, weight?: string): number;
  readonly scalings: Scalings;
  readonly elementwise: ElementwiseFunctions;
}

/** A parameter as its layer sees it. */
export type LayerParameter = Omit<ParameterSpec, "name" | "layer" | "mean"> & {
  readonly mean?: number;
};

/** A builder for inputs of this shape, and the plan of what was built. */
export function createBuilder(
  inputShape: readonly number[],
  options: FiniteOptions,
): { readonly builder: Builder; readonly finish: (output: number) => Plan } {
  const ops: Op[] = [];
  const parameters: ParameterSpec[] = [];
  const scalings = createScalings(options.parameterization);
  const shape = (slot: number) => (slot === 0 ? inputShape : ops[slot - 1]!.shape);
  const builder: Builder = {
    add: (op) => ops.push(op),
    parameter: (place, spec) => {
      const layer = place.indices.join(".");
      const name = nameOf(place, spec.parameter);
      parameters.push({ mean: 0, ...spec, name, layer });
      return name;
    },
    shape,
    width: (place, option, given, weight = "weight") => {
      const width = given ?? options.widthsFrom?.[nameOf(place, weight)]?.shape.at(-1);
      if (width !== undefined) return width;
      const path = [...place.path, option];
      throw new NetworkError("must be given for a finite network, got undefined", { path });
    },
    scalings,
    elementwise: options.elementwise ?? {},
  };
  const finish = (output: number): Plan => {
    scalings.check();
    const base = { ops, parameters, inputShape, outputShape: shape(output), output };
    return { ...base, trained: trainedSlots(ops, parameters), lastUse: lastUses(ops, output) };
  };
  return { builder, finish };
}

function nameOf({ indices }: Place, parameter: string): string {
  return [...indices, parameter].join(".");
}

function trainedSlots(ops: readonly Op[], parameters: readonly ParameterSpec[]): boolean[] {
  const trainable = new Set(parameters.filter((p) => p.trainable).map(({ name }) => name));
  const trained = [false];
  for (const { site, inputs } of ops) {
    const own = site !== undefined && trainable.has(site.parameter);
    trained.push(own || inputs.some((slot) => trained[slot]));
  }
  return trained;
}

function lastUses(ops: readonly Op[], output: number): number[] {
  const last = [...ops.map(() => -1), -1];
  ops.forEach(({ inputs }, k) => {
    for (const slot of inputs) last[slot] = k;
  });
  last[output] = ops.length;
  return last;
}
