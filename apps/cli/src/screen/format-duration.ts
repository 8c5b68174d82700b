/** A time for people, to two units: `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 9.95) return `${Math.max(seconds, 0).toPrecision(seconds < 0.95 ? 1 : 2)} s`;
  const units = [
    ["d", 86_400],
    ["h", 3600],
    ["min", 60],
    ["s", 1],
  ] as const;
  const first = units.findIndex(([, size]) => seconds >= size);
  const [[name, size], next] = [units[first]!, units[first + 1]];
  if (next === undefined) return rounded(seconds, units);
  const [small, step] = next;
  const steps = Math.round(seconds / step);
  const [whole, rest] = [Math.floor((steps * step) / size), steps % (size / step)];
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${small}`;
}

/** Whole seconds; 59.6 s are a minute. */
function rounded(seconds: number, units: readonly (readonly [string, number])[]): string {
  const whole = Math.round(seconds);
  return whole >= 60 ? `1 ${units.at(-2)![0]}` : `${whole} s`;
}
