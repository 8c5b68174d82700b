import type { PairBlock } from "../pair-block.ts";
import { BLOCK_LENGTH } from "../pair-block.ts";
import type { BoundRule } from "../rule.ts";
import type { Field } from "./field.ts";
import { placesOf } from "./field.ts";
import type { Variances } from "./variances.ts";

/** Applies the rule of one layer to every entry of a field, in place: places take the part of rows. */
export function applyRule(
  field: Field,
  rule: BoundRule,
  left: Variances,
  right: Variances,
  tangent: boolean,
): void {
  const width = field.diagonal ? field.lanes : placesOf(field.shape2);
  const places = placesOf(field.shape1);
  for (let place = 0; place < places; place++) {
    const row = left.base + place * left.step;
    const start = right.base + (field.diagonal ? place * right.step : 0);
    for (let from = 0; from < width; from += BLOCK_LENGTH) {
      const length = Math.min(BLOCK_LENGTH, width - from);
      rule.apply(blockOf(field, place * width + from, length, row, start + from, tangent));
    }
  }
}

function blockOf(
  field: Field,
  from: number,
  length: number,
  row: number,
  start: number,
  tangent: boolean,
): PairBlock {
  const part = (values: Float64Array): Float64Array => values.subarray(from, from + length);
  return {
    length,
    row,
    start,
    tangent,
    cov: part(field.cov),
    apart: part(field.apart),
    together: part(field.together),
    diff: part(field.diff),
    ntk: part(field.ntk),
  };
}
