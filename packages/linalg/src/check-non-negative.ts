/** @throws RangeError unless `value` is finite and at least 0 */
export function checkNonNegative(caller: string, name: string, value: number): void {
  if (value >= 0 && value < Infinity) return;
  throw new RangeError(`${caller}: ${name} must be finite and at least 0, got ${value}`);
}
