import type { CallOptions } from "@ntkit/linalg";
import { yieldToEventLoop } from "@ntkit/linalg";
import type { BoundProgram, Layout } from "./bind-program.ts";
import { bindProgram, joinInputs, traceBytes } from "./bind-program.ts";
import type { Example } from "./example.ts";
import type { Field } from "./field.ts";
import { createField, placesOf } from "./field.ts";
import { inputRule } from "./input-rules.ts";
import { applyRule } from "./apply-rule.ts";
import type { KernelMatrices } from "./kernel-results.ts";
import { storeResult } from "./kernel-results.ts";
import type { Need } from "./needs.ts";
import { finalNeed, needsOf } from "./needs.ts";
import { runProgram } from "./run-program.ts";
import type { SpatialOp } from "./spatial-op.ts";
import type { Trace } from "./trace-example.ts";
import { inputVariancesOf, traceExample } from "./trace-example.ts";

/** Entries between two looks at the event loop. */
const ENTRIES_PER_TURN = 1 << 18;

/** Bytes of what is kept about single examples at once; more examples are computed in tiles. */
const BYTES_PER_TILE = 1 << 28;

/** Second examples that are carried together where only equal places are needed. */
const MOST_LANES = 64;

/** A sweep over all pairs of examples. */
export interface SpatialSweep {
  /** The ops of every network. */
  readonly programs: readonly (readonly SpatialOp[])[];
  readonly left: readonly Example[];
  /** The same array as `left` when only half is wanted. */
  readonly right: readonly Example[];
  readonly tangent: boolean;
  /** Where values go, per network. */
  readonly results: readonly KernelMatrices[];
}

/** A tile of pairs with all that depends on one example only. */
interface Tile {
  readonly program: BoundProgram;
  readonly layout: Layout;
  /** The input's moments. */
  readonly input: ReturnType<typeof inputRule>;
  readonly inputs: { readonly left: readonly Trace[]; readonly right: readonly Trace[] };
}

/** Computes every pair, or for one set of examples every unordered pair, of every network. */
export async function evaluateSpatial(sweep: SpatialSweep, options: CallOptions): Promise<void> {
  const total = countPairs(sweep) * sweep.programs.length;
  let [done, entries] = [0, 0];
  for (const [network, ops] of sweep.programs.entries()) {
    for (const step of sweepNetwork(sweep, network, ops)) {
      done += step.pairs;
      entries += step.entries;
      if (entries < ENTRIES_PER_TURN) continue;
      entries = 0;
      options.onProgress?.(done / total);
      await yieldToEventLoop();
      options.signal?.throwIfAborted();
    }
  }
  options.onProgress?.(1);
}

/** Work done since the last step. */
interface Progress {
  readonly pairs: number;
  readonly entries: number;
}

function* sweepNetwork(
  sweep: SpatialSweep,
  network: number,
  ops: readonly SpatialOp[],
): Generator<Progress, void> {
  const { left, right, results, tangent } = sweep;
  const symmetric = left === right;
  if (left.length === 0 || right.length === 0) return;
  const uniform = isUniform([...left, ...right]);
  const needs = needsOf(ops, finalNeed, uniform);
  const height = tileHeight(ops, needs, left[0]!, uniform);
  for (let top = 0; top < left.length; top += height) {
    const rows = yield* traceAll(ops, needs, left.slice(top, top + height), uniform);
    const last = symmetric ? top + 1 : right.length;
    for (let from = 0; from < last; from += height) {
      const same = symmetric && from === top;
      const columns = same
        ? rows
        : yield* traceAll(ops, needs, right.slice(from, from + height), uniform);
      const tile = bindTile(ops, needs, rows, columns, uniform);
      const width = (row: number): number => (same ? row + 1 : columns.length);
      const own = (row: number): number => (same ? row : -1);
      for (const write of sweepTile(tile, width, own, tangent)) {
        if (write.field !== null) {
          const { field, row, column } = write;
          storeResult(results[network]!, { field, row: top + row, column: from + column });
        }
        yield { pairs: write.field?.lanes ?? 0, entries: write.entries };
      }
    }
  }
}

function* traceAll(
  ops: readonly SpatialOp[],
  needs: readonly Need[],
  examples: readonly Example[],
  uniform: boolean,
): Generator<Progress, Trace[]> {
  const traces: Trace[] = [];
  for (const example of examples) {
    traces.push(traceExample(ops, needs, example, uniform));
    yield { pairs: 0, entries: entriesOf(ops, needs, example) };
  }
  return traces;
}

function entriesOf(ops: readonly SpatialOp[], needs: readonly Need[], { shape }: Example): number {
  const places = placesOf(shape);
  return ops.length * (needs[0]!.own === "full" ? places * places : places);
}

/** A tile with what depends on its examples; they have one shape if `uniform`. */
export function bindTile(
  ops: readonly SpatialOp[],
  needs: readonly Need[],
  left: readonly Trace[],
  right: readonly Trace[],
  uniform: boolean,
): Tile {
  const masked = [...left, ...right].some(({ example }) => example.mask !== null);
  const interleaved = uniform && !masked && !anyFull(ops, needs, uniform);
  const layout = interleaved ? "interleaved" : "stacked";
  const first = joinInputs(left, layout);
  const second = left === right ? first : joinInputs(right, layout);
  const q = inputVariancesOf(first);
  const rows = { left: q, right: second === first ? q : inputVariancesOf(second) };
  return {
    layout,
    inputs: { left, right },
    input: inputRule(first, second, rows),
    program: bindProgram(ops, needs, left, right, layout, { left: first, right: second }, uniform),
  };
}

/** Whether all pairs of places are needed anywhere. */
function anyFull(ops: readonly SpatialOp[], needs: readonly Need[], uniform: boolean): boolean {
  return (
    needs.some(({ full }) => full) ||
    ops.some(
      (op, i) =>
        op.type === "fork" &&
        op.branches.some((branch) =>
          anyFull(branch, needsOf(branch, needs[i + 1]!, uniform), uniform),
        ),
    )
  );
}

/** A finished run of pairs, or work on the way to it. */
interface Write {
  readonly field: Field | null;
  readonly row: number;
  readonly column: number;
  readonly entries: number;
}

/**
 * Computes the pairs of a tile.
 *
 * @param wanted - how many columns of a row, from the first one on
 * @param own - the column of a row in which the second example is the first one; -1 for none
 */
export function* sweepTile(
  tile: Tile,
  wanted: (row: number) => number,
  own: (row: number) => number,
  tangent: boolean,
): Generator<Write, void> {
  const { left, right } = tile.inputs;
  const lanes = tile.layout === "interleaved" ? MOST_LANES : 1;
  for (let row = 0; row < left.length; row++) {
    const columns = Math.min(wanted(row), right.length);
    for (let column = 0; column < columns; column += lanes) {
      const width = Math.min(lanes, columns - column);
      const start = startField(tile, row, column, width, tangent);
      const lane = own(row) - column;
      const sameLane = lane >= 0 && lane < width ? lane : -1;
      const pair = { left: row, right: column, sameLane, tangent };
      const run = runProgram(tile.program, start, pair);
      let step = run.next();
      for (; step.done !== true; step = run.next()) {
        yield { field: null, row, column, entries: step.value };
      }
      yield { field: step.value, row, column, entries: 0 };
    }
  }
}

function startField(
  { program, input, inputs }: Tile,
  row: number,
  column: number,
  lanes: number,
  tangent: boolean,
): Field {
  const [first, second] = [inputs.left[row]!.example.shape, inputs.right[column]!.example.shape];
  const field = createField(first, second, !program.needs[0]!.full, lanes);
  const [left, right] = [program.leftRows[0]!.at(row), program.rightRows[0]!.at(column)];
  applyRule(field, input, left, right, tangent);
  return field;
}

function isUniform(examples: readonly Example[]): boolean {
  const shape = String(examples[0]!.shape);
  return examples.every((each) => String(each.shape) === shape);
}

/** How many examples a tile may have on either side. */
function tileHeight(
  ops: readonly SpatialOp[],
  needs: readonly Need[],
  example: Example,
  uniform: boolean,
): number {
  const bytes = traceBytes(traceExample(ops, needs, example, uniform));
  return Math.max(1, Math.floor(BYTES_PER_TILE / (4 * bytes)));
}

function countPairs({ left, right }: SpatialSweep): number {
  return left === right ? (left.length * (left.length + 1)) / 2 : left.length * right.length;
}

/** Kernels of every example with itself. */
export function diagonalSpatial(sweep: Omit<SpatialSweep, "right">): void {
  for (const [network, ops] of sweep.programs.entries()) {
    sweep.left.forEach((example, row) => {
      const needs = needsOf(ops, finalNeed, true);
      const traces = [traceExample(ops, needs, example, true)];
      const tile = bindTile(ops, needs, traces, traces, true);
      const [one, first] = [(): number => 1, (): number => 0];
      for (const { field } of sweepTile(tile, one, first, sweep.tangent)) {
        if (field !== null) storeResult(sweep.results[network]!, { field, row, column: 0 });
      }
    });
  }
}
