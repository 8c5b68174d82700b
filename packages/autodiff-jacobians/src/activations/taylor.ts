/** Truncated power series of one variable: `a[k]` is the coefficient of hᵏ. */
export type Taylor = number[];

/** Coefficients 0 to degree of a b. */
export function product(a: Taylor, b: Taylor): Taylor {
  return a.map((_, k) => {
    let sum = 0;
    for (let i = 0; i <= k; i++) sum += a[i]! * b[k - i]!;
    return sum;
  });
}

/** The series with value `start` and derivative `slope`. */
export function integral(start: number, slope: Taylor): Taylor {
  return slope.map((_, k) => (k === 0 ? start : slope[k - 1]! / k));
}

/** x + h. */
export function variable(x: number, degree: number): Taylor {
  return fill(degree, (k) => (k === 0 ? x : k === 1 ? 1 : 0));
}

/** Coefficients from their index. */
export function fill(degree: number, coefficient: (k: number) => number): Taylor {
  return Array.from({ length: degree + 1 }, (_, k) => coefficient(k));
}

/** Coefficients from the one before: `next(k, c)` is coefficient k + 1 after the coefficients c. */
export function recursion(
  start: number,
  degree: number,
  next: (k: number, c: Taylor) => number,
): Taylor {
  const c = [start];
  for (let k = 0; k < degree; k++) c.push(next(k, c));
  return c;
}
