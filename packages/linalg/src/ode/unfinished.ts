import { NumericalError } from "../errors.ts";

/** The error of an integration whose steps became too small to move the time. */
export function blownUp(caller: string, size: number, time: number, steps: number): NumericalError {
  const message = `${caller}: solution must stay finite, got a step of ${size} at time ${time}`;
  return new NumericalError(message, "non-finite", { time, steps });
}

/** The error of an integration that took all of its steps and did not reach `last`. */
export function tooManySteps(
  caller: string,
  last: number,
  time: number,
  steps: number,
): NumericalError {
  const message = `${caller}: time ${last} must be reached within ${steps} steps, got ${time}; use more steps, a larger tolerance or a shorter time`;
  return new NumericalError(message, "max-steps", { time, steps });
}
