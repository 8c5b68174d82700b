import { matrix, plainEngine, tensor } from "@ntkit/linalg";
import type { EngineOptions, Matrix, Tensor } from "@ntkit/linalg";
import type { SiteFactors } from "../factors/factors.ts";
import { checkInputs, countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import { spreadShared } from "../ops/outer.ts";
import { sizeOf } from "../ops/op.ts";
import type { Run } from "../ops/op.ts";
import { like, numbers, numbers32, valueOf, widened } from "../ops/series.ts";
import type { Numbers, Series } from "../ops/series.ts";
import { backwardNumbers } from "../plan/backward-numbers.ts";
import { runBackward } from "../plan/run-backward.ts";
import { runForward } from "../plan/run-forward.ts";
import type { Plan } from "../plan/plan.ts";
import { checkCotangents, sharedCotangents } from "./cotangents.ts";
import type { FactorSource } from "./factor-source.ts";
import type { FiniteNetwork } from "./finite-network.ts";
import { checkDirection } from "./parameters.ts";
import type { Parameters } from "./parameters.ts";
import { copied, parametersInPlace } from "./parameters-in-place.ts";

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

/** A finite network at these parameters. */
export function finiteModel(
  network: FiniteNetwork,
  plan: Plan,
  parameters: Parameters,
): FiniteModel {
  const { outputs } = network;
  const still = parametersInPlace(parameters, numbers);
  const still32 = parametersInPlace(parameters, numbers32);
  const trained = plan.parameters.filter(({ trainable }) => trainable);
  const back = backwardNumbers(plan);
  const specs = new Map(plan.parameters.map((spec) => [spec.name, spec]));

  async function forward(x: Inputs, options: EngineOptions, keep: boolean, caller: string) {
    checkInputs(caller, x, plan.inputShape);
    const run = runOf(countOf(x), still, options);
    return finished(x, run, await runForward(plan, [x.data], run, keep));
  }

  async function forward32(x: Inputs, options: EngineOptions) {
    checkInputs("factors", x, plan.inputShape);
    checkEngine(options);
    const run = runOf(countOf(x), still32, options);
    return finished(x, run, await runForward(plan, [copied(x.data, numbers32)], run, true));
  }

  const finished = (x: Inputs, run: Run, slots: readonly (Series | undefined)[]) => ({
    run,
    slots: slots as Series[],
    values: resultOf(slots[plan.output]![0], x),
  });

  const resultOf = (c: Numbers | undefined, x: Inputs): Matrix =>
    matrix(countOf(x), outputs, widened(c ?? numbers(countOf(x) * outputs)));

  return {
    network,
    parameters,
    outputs,
    forward: async (x, options = {}) => (await forward(x, options, false, "forward")).values,
    expand: async (x, direction, degree, options = {}) => {
      checkExpansion(plan, x, direction, degree);
      const zeros = Array.from({ length: degree }, () => undefined);
      const along = (name: string): Series =>
        [...still(name), direction[name]?.data, ...zeros].slice(0, degree + 1);
      const run = runOf(countOf(x), along, options);
      const slots = await runForward(plan, [x.data, ...zeros], run, false);
      return slots[plan.output]!.map((c) => resultOf(c, x));
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
    factors: async (x, options = {}) => {
      const { run, slots, values } = await (options.precision === "float32"
        ? forward32(x, options)
        : forward(x, options, true, "factors"));
      const { count, shared } = sharedCotangents(options.cotangents, outputs);
      const c = like(valueOf(slots[plan.output]!), shared.length);
      c.set(shared);
      const data = spreadShared(c, count, countOf(x));
      run.outers.set(data, { shared: c, slope: undefined });
      const sites: SiteFactors[] = [];
      await runBackward(plan, slots, data, run, (site, here, saved) => {
        const { name, layer, parameter } = specs.get(site.parameter)!;
        sites.unshift(site.factors(here, saved, run, { name, layer, parameter }));
      });
      return { examples: countOf(x), outputs: count, values, sites };
    },
  };
}

function checkEngine({ engine = plainEngine }: EngineOptions): void {
  if (engine.multiply32 !== undefined && engine.gram32 !== undefined) return;
  throw new RangeError(
    `factors: precision "float32" must have an engine with 32-bit products (wasmEngine, nativeEngine), got ${engine.name}`,
  );
}

function checkExpansion(plan: Plan, x: Inputs, direction: Parameters, degree: number): void {
  if (!Number.isInteger(degree) || degree < 0) {
    throw new RangeError(`expand: degree must be an integer of at least 0, got ${degree}`);
  }
  checkInputs("expand", x, plan.inputShape);
  checkDirection("expand", plan.parameters, direction);
}

function runOf(
  examples: number,
  parameter: (name: string) => Series,
  { engine = plainEngine, signal }: EngineOptions,
): Run {
  return { engine, signal, examples, parameter, outers: new WeakMap() };
}
