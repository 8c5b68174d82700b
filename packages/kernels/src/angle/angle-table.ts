/** A function of the angle as polynomials. */
export interface AngleTable {
  /** Cells of equal width in |u| ≤ 1/√2, for acute and for obtuse angles. */
  readonly cells: number;
  /** Coefficients of 1, t, … t⁹, t from −1 to 1 in each cell: first the acute cells, then the obtuse. */
  readonly coefficients: Float64Array;
  /** The value at angle 0. */
  readonly atZero: number;
}

/** Coefficients of a cell. */
const TERMS = 10;

/** Where the sines of half angles end. */
const END = Math.SQRT1_2;

const [FEWEST_CELLS, MOST_CELLS] = [16, 2048];

/**
 * Allowed difference between the polynomials and the function, as a part of its largest value: what
 * rounding alone leaves after few layers. The function is itself the result of a recursion, whose
 * rounding errors grow with its length, so every layer adds a little.
 */
const TOLERANCE = { base: 16 * Number.EPSILON, perLayer: Number.EPSILON };

/** Positions in a cell at which the interpolation error is largest: its nodes lie between them. */
const checks = [-1, -Math.cos(0.4 * Math.PI), 0, Math.cos(0.3 * Math.PI), 1];

const nodes = Array.from({ length: TERMS }, (_, k) => Math.cos(((k + 0.5) * Math.PI) / TERMS));

/**
 * Functions of the angle θ as piecewise polynomials of degree 9 in u = sin(θ/2), for obtuse angles in
 * u = −sin((π−θ)/2): the kernels of networks are analytic in θ, and so in u, up to both ends, where
 * in cos θ they have square-root singularities.
 *
 * Cells are halved until the polynomials agree with the function at points between the nodes.
 *
 * @param evaluate - values of all functions at the given u; −0 is the angle π
 * @param layers - of the recursion behind the functions, whose rounding errors are allowed for
 * @returns null when 2048 cells are not enough
 */
export function angleTables(
  evaluate: (u: Float64Array) => readonly Float64Array[],
  layers: number,
): AngleTable[] | null {
  const tolerance = TOLERANCE.base + layers * TOLERANCE.perLayer;
  for (let cells = FEWEST_CELLS; cells <= MOST_CELLS; cells *= 2) {
    const values = evaluate(positions(cells, nodes));
    const tables = values.map((each): AngleTable => ({
      cells,
      coefficients: interpolate(each),
      atZero: 0,
    }));
    const exact = evaluate(positions(cells, checks));
    if (tables.every((table, i) => agrees(table, exact[i]!, tolerance))) {
      return tables.map((table, i) => ({ ...table, atZero: exact[i]![0]! }));
    }
  }
  return null;
}

/** u at the given positions of every cell: the acute cells, then the obtuse ones. */
function positions(cells: number, within: readonly number[]): Float64Array {
  const u = new Float64Array(2 * cells * within.length);
  const width = END / cells;
  let at = 0;
  for (const sign of [1, -1]) {
    for (let cell = 0; cell < cells; cell++) {
      for (const t of within) u[at++] = sign * Math.min(width * (cell + (t + 1) / 2), END);
    }
  }
  return u;
}

function interpolate(values: Float64Array): Float64Array {
  const coefficients = new Float64Array(values.length);
  for (let from = 0; from < values.length; from += TERMS) {
    for (let degree = 0; degree < TERMS; degree++) {
      let sum = 0;
      for (let k = 0; k < TERMS; k++) {
        sum += values[from + k]! * Math.cos((degree * (k + 0.5) * Math.PI) / TERMS);
      }
      const weight = ((degree === 0 ? 1 : 2) * sum) / TERMS;
      for (let power = 0; power <= degree; power++) {
        coefficients[from + power]! += weight * chebyshev[degree]![power]!;
      }
    }
  }
  return coefficients;
}

/** Coefficients of the powers in Chebyshev's polynomials. */
const chebyshev = ((): readonly (readonly number[])[] => {
  const rows: number[][] = [[1], [0, 1]];
  for (let n = 2; n < TERMS; n++) {
    rows.push(
      Array.from({ length: n + 1 }, (_, k) => {
        return 2 * (rows[n - 1]![k - 1] ?? 0) - (rows[n - 2]![k] ?? 0);
      }),
    );
  }
  return rows;
})();

function agrees({ coefficients }: AngleTable, exact: Float64Array, tolerance: number): boolean {
  const allowed = tolerance * exact.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return exact.every((value, i) => {
    const cell = Math.floor(i / checks.length);
    const found = polynomialAt(coefficients, cell * TERMS, checks[i % checks.length]!);
    return Math.abs(found - value) <= allowed;
  });
}

function polynomialAt(coefficients: Float64Array, from: number, t: number): number {
  let sum = 0;
  for (let power = TERMS - 1; power >= 0; power--) sum = sum * t + coefficients[from + power]!;
  return sum;
}
