import { tensor } from "@ntkit/linalg";
import type { EngineOptions, Matrix, Tensor } from "@ntkit/linalg";
import { checkInputs, countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import { rowNumbers } from "../kernels/row-numbers.ts";
import { sizeOf } from "../ops/op.ts";
import { multiplied, numbers, numbers32 } from "../ops/series.ts";
import type { Series } from "../ops/series.ts";
import { backwardNumbers } from "../plan/backward-numbers.ts";
import { runBackward } from "../plan/run-backward.ts";
import type { Plan } from "../plan/plan.ts";
import { checkCotangents } from "./cotangents.ts";
import type { FactorSource } from "./factor-source.ts";
import type { FiniteNetwork } from "./finite-network.ts";
import { checkDirection } from "./parameters.ts";
import type { Parameters } from "./parameters.ts";
import { parametersInPlace } from "./parameters-in-place.ts";
import { planFactors } from "./plan-factors.ts";
import type { PortableNetwork } from "./portable-model.ts";
import { runPlan, valuesOf } from "./run-plan.ts";

/** A finite network with its parameters w: the function f, and its derivatives with respect to w. */
export interface FiniteModel extends FactorSource {
  readonly network: FiniteNetwork;
  readonly parameters: Parameters;
  /** f(x), shape [N, O]. */
  forward(x: Inputs, options?: EngineOptions): Promise<Matrix>;
  /**
   * Coefficients c₀ … c_degree, each [N, O], of f(x; w + t v) = Σ c_k tᵏ: c₀ = f(x), c₁ = J v.
   *
   * @param direction - v, by name; parameters that it leaves out do not move
   */
  expand(
    x: Inputs,
    direction: Parameters,
    degree: number,
    options?: EngineOptions,
  ): Promise<Matrix[]>;
  /**
   * Jᵀ u, summed over examples, for the trained parameters, and f(x).
   *
   * @param cotangent - u [N, O], or how it follows from f(x)
   */
  pull(
    x: Inputs,
    cotangent: Matrix | ((values: Matrix) => Matrix),
    options?: EngineOptions,
  ): Promise<{ readonly values: Matrix; readonly gradient: Parameters }>;
  /** Which units of relu and its like are on, at every example. */
  pattern(x: Inputs, options?: EngineOptions): Promise<ActivationPattern>;
}

/** Which units of activations with a kink are on. */
export interface ActivationPattern {
  readonly examples: number;
  /** Units of one example. */
  readonly units: number;
  /** 1 where the unit's input is above 0, else 0, layer after layer, each [N, units of the layer]. */
  readonly on: Uint8Array;
}

/**
 * A finite network at these parameters.
 *
 * @param portable - the network as data, if it is nothing else
 */
export function finiteModel(
  network: FiniteNetwork,
  plan: Plan,
  parameters: Parameters,
  portable: PortableNetwork | undefined,
): FiniteModel {
  const still = parametersInPlace(parameters, plan.parameters, numbers);
  const still32 = parametersInPlace(parameters, plan.parameters, numbers32);
  const trained = plan.parameters.filter(({ trainable }) => trainable);
  const back = backwardNumbers(plan);
  const names = plan.parameters.map(({ name }) => name);
  const scales = new Map(plan.parameters.map(({ name, scale }) => [name, scale]));
  const sites = plan.ops.flatMap(({ site }) => site ?? []);
  const multiplying = new Set(sites.filter(({ scaled }) => scaled).map((site) => site.parameter));
  const moving = new Set(trained.map(({ name }) => name));
  const extents = sites.filter((site) => moving.has(site.parameter)).map(({ extent }) => extent);

  const forward = (x: Inputs, options: EngineOptions, keep: boolean, caller: string) =>
    runPlan(plan, x, { ...options, caller, keep, parameters: still, input: [x.data] });

  return {
    network,
    parameters,
    outputs: network.outputs,
    forward: async (x, options = {}) => (await forward(x, options, false, "forward")).values,
    expand: async (x, direction, degree, options = {}) => {
      checkExpansion(plan, x, direction, degree);
      const zeros = Array.from({ length: degree }, () => undefined);
      const along = (name: string, at: Series, factor: number): Series => {
        const step = direction[name]?.data;
        const there = step && multiplied(step, factor, numbers(step.length));
        return [...at, there, ...zeros].slice(0, degree + 1);
      };
      const parametersAlong = {
        parameter: (name: string) => along(name, still.parameter(name), 1),
        scaled: (name: string) => along(name, still.scaled(name), scales.get(name)!),
      };
      const how = { ...options, caller: "expand", keep: false, parameters: parametersAlong };
      const { slots } = await runPlan(plan, x, { ...how, input: [x.data, ...zeros] });
      return slots[plan.output]!.map((c) => valuesOf(plan, x, c));
    },
    pull: async (x, cotangent, options = {}) => {
      const { run, slots, values } = await forward(x, options, true, "pull");
      const u = typeof cotangent === "function" ? cotangent(values) : cotangent;
      checkCotangents("pull", u, values);
      const gradient: Record<string, Tensor> = {};
      for (const { name, shape } of trained) gradient[name] = tensor(shape);
      await runBackward(plan, slots, u.data, run, async (site, here, saved) => {
        const { shape } = gradient[site.parameter]!;
        gradient[site.parameter] = tensor(
          shape,
          (await site.gradient(here, saved, run)) as Float64Array,
        );
      });
      return { values, gradient };
    },
    pattern: async (x, options = {}) => {
      const { slots } = await forward(x, options, true, "pattern");
      const inputs = plan.ops.filter(({ kinked }) => kinked === true).map((op) => op.inputs[0]!);
      const on = inputs.flatMap((slot) =>
        Array.from(slots[slot]![0]!, (value) => Number(value > 0)),
      );
      const examples = countOf(x);
      return { examples, units: on.length / examples, on: Uint8Array.from(on) };
    },
    bytesPerExample: (cotangents) => {
      const forth = plan.ops.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      return 8 * (sizeOf(plan.inputShape) + forth + back * cotangents);
    },
    factors: (x, options = {}) =>
      planFactors(plan, x, options.precision === "float32" ? still32 : still, options),
    portable: portable && {
      model: (precision) => {
        const { parameter, scaled } = precision === "float32" ? still32 : still;
        const of = (names: readonly string[], place: (name: string) => Series) =>
          Object.fromEntries(names.map((name) => [name, place(name)[0]!]));
        const [products, others] = [
          [...multiplying],
          names.filter((name) => !multiplying.has(name)),
        ];
        const placed = { scaled: of(products, scaled), parameters: of(others, parameter) };
        return { ...portable, precision, ...placed };
      },
      parameterCount: plan.parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0),
      rowNumbers: (cotangents) => rowNumbers(extents, cotangents),
    },
  };
}

function checkExpansion(plan: Plan, x: Inputs, direction: Parameters, degree: number): void {
  if (!Number.isInteger(degree) || degree < 0) {
    throw new RangeError(`expand: degree must be an integer of at least 0, got ${degree}`);
  }
  checkInputs("expand", x, plan.inputShape);
  checkDirection("expand", plan.parameters, direction);
}
