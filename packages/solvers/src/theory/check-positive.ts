/** @throws RangeError unless every value is finite and above 0 */
export function checkPositive(caller: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value > 0 && value < Infinity) continue;
    throw new RangeError(`${caller}: ${name} must be finite and above 0, got ${value}`);
  }
}
