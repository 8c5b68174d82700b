/** A number, an array of numbers, nested arrays, or anything with a `data` array (a matrix). */
export type Numeric = number | ArrayLike<unknown> | { readonly data: ArrayLike<number> };

/** How far `actual` may be from `expected`: |actual - expected| <= atol + rtol |expected|. */
export interface Tolerance {
  readonly rtol?: number;
  readonly atol?: number;
}

/**
 * Vitest matcher: every entry is within `atol + rtol |expected|` of the expected one.
 * NaN equals nothing. The message names the entry that is furthest out.
 */
export function toBeAllclose(
  actual: Numeric,
  expected: Numeric,
  tolerance: Tolerance = {},
): { pass: boolean; message: () => string } {
  const { rtol = 1e-12, atol = 0 } = tolerance;
  const a = flatten(actual);
  const b = flatten(expected);
  if (a.length !== b.length) {
    return { pass: false, message: () => `expected ${b.length} entries, got ${a.length}` };
  }
  let worst = -1;
  let excess = 0;
  for (let i = 0; i < a.length; i++) {
    if (a[i] === b[i]) continue;
    const over = Math.abs(a[i]! - b[i]!) / (atol + rtol * Math.abs(b[i]!));
    if (!(over <= 1) && !(over <= excess)) {
      worst = i;
      excess = over;
    }
  }
  return {
    pass: worst < 0,
    message: () =>
      worst < 0
        ? `expected some entry to differ by more than rtol ${rtol}, atol ${atol}`
        : `entry ${worst} is ${a[worst]!}, expected ${b[worst]!}: ` +
          `${excess.toExponential(2)} times the tolerance (rtol ${rtol}, atol ${atol})`,
  };
}

function flatten(value: Numeric): number[] {
  if (typeof value === "number") return [value];
  if ("data" in value) return Array.from(value.data);
  return Array.from(value as ArrayLike<Numeric>, flatten).flat();
}

declare module "vitest" {
  // The type parameters must be those of vitest's own declaration.
  // eslint-disable-next-line @typescript-eslint/no-unused-vars
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /** Every entry within `atol + rtol |expected|`; default rtol 1e-12, atol 0. */
    toBeAllclose(expected: Numeric, tolerance?: Tolerance): R;
  }
}
