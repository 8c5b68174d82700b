import { NumericalError, ShapeError, random, tensor } from "@ntkit/linalg";
import type { Tensor } from "@ntkit/linalg";
import { sizeOf } from "../ops/op.ts";
import type { ParameterSpec } from "../plan/plan.ts";

/** A network's parameters by name: `0.weight`, `0.bias`, `2.weight`, … */
export type Parameters = Readonly<Record<string, Tensor>>;

/** Normal initial values, in the order of the parameters. */
export function drawParameters(specs: readonly ParameterSpec[], seed: number): Parameters {
  const { normal } = random(seed);
  const drawn = specs.map(({ name, shape, std, mean }): [string, Tensor] => {
    const data = new Float64Array(sizeOf(shape));
    if (std !== 0) for (let i = 0; i < data.length; i++) data[i] = std * normal();
    if (mean !== 0) for (let i = 0; i < data.length; i++) data[i]! += mean;
    return [name, tensor(shape, data)];
  });
  return Object.fromEntries(drawn);
}

/**
 * @throws RangeError when a parameter is missing or unknown
 * @throws ShapeError when one has another shape
 * @throws NumericalError `non-finite` when one has an entry that is not finite
 */
export function checkParameters(
  caller: string,
  specs: readonly ParameterSpec[],
  parameters: Parameters,
): void {
  const names = specs.map(({ name }) => name);
  const unknown = Object.keys(parameters).filter((name) => !names.includes(name));
  const missing = names.filter((name) => !Object.hasOwn(parameters, name));
  if (unknown.length > 0 || missing.length > 0) {
    throw new RangeError(
      `${caller}: parameters must be ${names.join(", ") || "none"}, got ${Object.keys(parameters).join(", ") || "none"}`,
    );
  }
  for (const { name, shape } of specs) checkParameter(caller, name, shape, parameters[name]!);
}

/** As {@link checkParameters}, of a direction that moves some of the trained parameters. */
export function checkDirection(
  caller: string,
  specs: readonly ParameterSpec[],
  direction: Parameters,
): void {
  const trained = specs.filter(({ trainable }) => trainable);
  const moved = trained.filter(({ name }) => Object.hasOwn(direction, name));
  const unknown = Object.keys(direction).find((name) => !moved.some((spec) => spec.name === name));
  if (unknown !== undefined) {
    const names = trained.map(({ name }) => name).join(", ") || "none";
    throw new RangeError(
      `${caller}: the direction must have names of trained parameters, ${names}, got ${unknown}`,
    );
  }
  for (const { name, shape } of moved) checkParameter(caller, name, shape, direction[name]!);
}

function checkParameter(
  caller: string,
  name: string,
  shape: readonly number[],
  given: Tensor,
): void {
  if (String(given.shape) !== String(shape) || given.data.length !== sizeOf(shape)) {
    throw new ShapeError(
      `${caller}: ${name} must have the shape [${shape.join(", ")}], got [${given.shape.join(", ")}] with ${given.data.length} numbers`,
    );
  }
  const at = given.data.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  throw new NumericalError(
    `${caller}: ${name} must be finite, got ${given.data[at]!} at ${at}`,
    "non-finite",
    { parameter: name, index: at },
  );
}
