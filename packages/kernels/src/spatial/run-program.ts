import type { OpContext, PlainOp } from "./apply-op.ts";
import { applyOp } from "./apply-op.ts";
import type { BoundProgram } from "./bind-program.ts";
import type { Field } from "./field.ts";
import { copyField, createField, narrowField } from "./field.ts";
import { mergeFields } from "./merge-fields.ts";
import type { Side } from "./side.ts";
import type { ForkOp } from "./spatial-op.ts";

/** A pair of examples of a tile, by their numbers there; or a first and several consecutive second ones. */
export interface Pair {
  readonly left: number;
  readonly right: number;
  /** The lane whose second example is the first one; -1 when there is none. */
  readonly sameLane: number;
  readonly tangent: boolean;
}

/**
 * Carries a pair through a program and returns what comes out. Yields after each op the number of entries
 * that it had, so that whoever drives it can leave time for others.
 */
export function* runProgram(
  program: BoundProgram,
  start: Field,
  pair: Pair,
): Generator<number, Field> {
  let field = start;
  for (const [i, op] of program.ops.entries()) {
    field = fit(field, program, i);
    if (op.type === "fork") {
      field = yield* runFork(program, op, i, field, pair);
    } else {
      const context = contextOf(program, i, pair);
      if (op.type === "embedding" && field.diagonal && program.needs[i + 1]!.full) {
        field = createField(field.shape1, field.shape2, false);
      }
      field = applyOp(op, field, context);
    }
    yield field.cov.length;
  }
  return fit(field, program, program.ops.length);
}

/** Equal places only, where no more is needed. */
function fit(field: Field, { needs }: BoundProgram, i: number): Field {
  return needs[i]!.full ? field : narrowField(field);
}

function* runFork(
  program: BoundProgram,
  op: ForkOp,
  i: number,
  field: Field,
  pair: Pair,
): Generator<number, Field> {
  const ends = [];
  for (const branch of program.branches[i]!) {
    const end = yield* runProgram(branch, copyField(field), pair);
    const last = branch.ops.length;
    ends.push({
      field: end,
      left: branch.leftRows[last]!.at(pair.left),
      right: branch.rightRows[last]!.at(pair.right),
    });
  }
  return mergeFields(op, ends);
}

function contextOf(program: BoundProgram, i: number, pair: Pair): OpContext {
  const leftMeans = program.leftMeans[i]?.at(pair.left) ?? null;
  const after = (side: "left" | "right"): OpContext["leftAfter"] => ({
    ...program[side][pair[side]]!.places[i + 1]!,
    variances: program[`${side}Rows`][i + 1]!.at(pair[side]),
  });
  return {
    left: sideOf(program, "left", i, pair.left),
    right: sideOf(program, "right", i, pair.right),
    leftAfter: after("left"),
    rightAfter: after("right"),
    leftMeans,
    rightMeans: program.rightMeans[i]?.at(pair.right) ?? null,
    rule: program.rules[i]!,
    sameLane: pair.sameLane,
    tangent: pair.tangent,
    full: program.needs[i + 1]!.full,
    geometry: program.needs[i + 1]!.own !== "none",
  };
}

function sideOf(program: BoundProgram, side: "left" | "right", i: number, index: number): Side {
  const trace = program[side][index]!;
  const op = program.ops[i] as PlainOp;
  return {
    ...trace.places[i]!,
    example: trace.example,
    variances: program[`${side}Rows`][i]!.at(index),
    attention: op.type === "attention" ? trace.extras[i]! : null,
  };
}
