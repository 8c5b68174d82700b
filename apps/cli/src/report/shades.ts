/** Colours of ordered series, from light to dark blue. */
export function shades(count: number): string[] {
  const stops = [
    [150, 190, 225],
    [31, 95, 191],
    [24, 30, 84],
  ] as const;
  return Array.from({ length: count }, (_, i) => {
    const t = count === 1 ? 1 : (2 * i) / (count - 1);
    const low = stops[t < 1 ? 0 : 1];
    const high = stops[t < 1 ? 1 : 2];
    const part = t < 1 ? t : t - 1;
    const mix = low.map((c, k) => Math.round(c + (high[k]! - c) * part));
    return `rgb(${mix.join(",")})`;
  });
}
