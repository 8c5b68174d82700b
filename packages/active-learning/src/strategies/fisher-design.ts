import { cholesky, matrix, multiply, plainEngine, solveLower, transpose } from "@ntkit/linalg";
import type { EngineOptions, Matrix } from "@ntkit/linalg";
import { factorOf, projectOn, quadraticForms } from "./fisher-rows.ts";
import type { FisherRows } from "./fisher-rows.ts";

/**
 * The inverse of what is known about the weights, M⁻¹, and what each row would change of tr(M⁻¹ F);
 * {@link moveRow} adds a row or takes it out.
 */
export interface FisherDesign {
  readonly rows: FisherRows;
  /** F, shape [D, D]. */
  readonly wanted: Matrix;
  /** M⁻¹, shape [D, D]. */
  readonly inverse: Matrix;
  /** Vᵀ M⁻¹ V of each row, shape [C, O, O] flat. */
  readonly leverage: Float64Array;
  /** Vᵀ M⁻¹ F M⁻¹ V of each row, shape [C, O, O] flat. */
  readonly worth: Float64Array;
}

/** The design for M = `known`. O(D³ + C O² H²) time. */
export async function fisherDesign(
  rows: FisherRows,
  known: Matrix,
  wanted: Matrix,
  options: EngineOptions = {},
): Promise<FisherDesign> {
  const { engine = plainEngine, signal } = options;
  const factor = await engine.cholesky(known, { signal });
  const inverse = await engine.solveCholesky(factor, identity(known.rows), { signal });
  const half = await engine.multiply(inverse, wanted, { signal });
  const both = await engine.gram(half, inverse, { signal });
  return {
    rows,
    wanted,
    inverse,
    leverage: await quadraticForms(rows, inverse, { engine, signal }),
    worth: await quadraticForms(rows, both, { engine, signal }),
  };
}

/**
 * How far tr(M⁻¹ F) falls when a row is added (`sign` 1), or rises when it is taken out (−1):
 *
 *   tr((I ± Vᵀ M⁻¹ V)⁻¹ Vᵀ M⁻¹ F M⁻¹ V)
 */
export function change(design: FisherDesign, row: number, sign: 1 | -1): number {
  const { lower } = cholesky(capacitance(design, row, sign));
  const left = solveLower(lower, blockAt(design.worth, row, lower.rows));
  const both = solveLower(lower, transpose(left));
  let trace = 0;
  for (let i = 0; i < lower.rows; i++) trace += both.data[i * (lower.rows + 1)]!;
  return trace;
}

/**
 * The design with a row's information added (`sign` 1) or taken out (−1), by Woodbury's identity:
 *
 *   (M ± V Vᵀ)⁻¹ = M⁻¹ ∓ W Wᵀ,   W = M⁻¹ V L⁻ᵀ,   L Lᵀ = I ± Vᵀ M⁻¹ V
 *
 * O(D² O + C H O²) time.
 */
export async function moveRow(
  design: FisherDesign,
  row: number,
  sign: 1 | -1,
  options: EngineOptions = {},
): Promise<FisherDesign> {
  const { engine = plainEngine, signal } = options;
  const { rows, wanted, inverse } = design;
  const { lower } = cholesky(capacitance(design, row, sign));
  const solved = await engine.multiply(inverse, factorOf(rows, row), { signal });
  const w = transpose(solveLower(lower, transpose(solved)));
  const wantedW = await engine.multiply(wanted, w, { signal });
  const z = await engine.multiply(inverse, wantedW, { signal });
  const middle = multiply(transpose(w), wantedW);
  const outer = await engine.gram(w, w, { signal });
  const a = await projectOn(rows, w, { engine, signal });
  const b = await projectOn(rows, z, { engine, signal });
  return {
    ...design,
    inverse: matrix(
      inverse.rows,
      inverse.cols,
      inverse.data.map((value, at) => value - sign * outer.data[at]!),
    ),
    ...shifted(design, a, b, middle, sign),
  };
}

/** G ∓ a aᵀ and B ∓ (a bᵀ + b aᵀ) + a C aᵀ of each row. */
function shifted(
  { leverage, worth, rows: { classes } }: FisherDesign,
  a: Float64Array,
  b: Float64Array,
  { data: c }: Matrix,
  sign: 1 | -1,
): Pick<FisherDesign, "leverage" | "worth"> {
  const [nextLeverage, nextWorth] = [leverage.slice(), worth.slice()];
  const ca = new Float64Array(classes);
  for (let base = 0; base < a.length; base += classes * classes) {
    for (let j = 0; j < classes; j++) {
      const aj = base + j * classes;
      for (let k = 0; k < classes; k++) ca[k] = dot(c, k * classes, a, aj, classes);
      for (let i = 0; i < classes; i++) {
        const ai = base + i * classes;
        nextLeverage[ai + j]! -= sign * dot(a, ai, a, aj, classes);
        nextWorth[ai + j]! +=
          dot(a, ai, ca, 0, classes) -
          sign * (dot(a, ai, b, aj, classes) + dot(b, ai, a, aj, classes));
      }
    }
  }
  return { leverage: nextLeverage, worth: nextWorth };
}

function dot(a: Float64Array, from: number, b: Float64Array, other: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += a[from + k]! * b[other + k]!;
  return sum;
}

/** I ± Vᵀ M⁻¹ V. */
function capacitance({ leverage, rows }: FisherDesign, row: number, sign: 1 | -1): Matrix {
  const block = blockAt(leverage, row, rows.classes);
  for (let at = 0; at < block.data.length; at++) block.data[at]! *= sign;
  for (let i = 0; i < rows.classes; i++) block.data[i * (rows.classes + 1)]!++;
  return block;
}

function blockAt(all: Float64Array, row: number, classes: number): Matrix {
  const size = classes * classes;
  return matrix(classes, classes, all.slice(row * size, (row + 1) * size));
}

function identity(n: number): Matrix {
  const result = matrix(n, n);
  for (let i = 0; i < n; i++) result.data[i * (n + 1)] = 1;
  return result;
}
