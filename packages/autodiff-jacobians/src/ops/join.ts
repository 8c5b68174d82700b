import { sizeOf } from "./op.ts";
import type { Op } from "./op.ts";
import { addSeries, like } from "./series.ts";
import type { Numbers } from "./series.ts";

/** The sum of signals of one shape. */
export function sum(inputs: readonly number[], shape: readonly number[]): Op {
  return {
    inputs,
    shape,
    forward: (terms) => addSeries(terms),
    pull: (cotangent) => inputs.map(() => cotangent),
  };
}

/** Signals joined along their last axis. */
export function concat(inputs: readonly number[], shapes: readonly (readonly number[])[]): Op {
  const widths = shapes.map((shape) => shape.at(-1)!);
  const width = widths.reduce((total, size) => total + size, 0);
  const shape = [...shapes[0]!.slice(0, -1), width];
  const rows = sizeOf(shape) / width;
  return {
    inputs,
    shape,
    forward: (parts, { examples }) => {
      const degree = Math.max(...parts.map(({ length }) => length));
      return Array.from({ length: degree }, (_, k) => {
        const coefficients = parts.map((part) => part[k]);
        if (coefficients.every((part) => part === undefined)) return undefined;
        return joinRows(coefficients, widths, examples * rows);
      });
    },
    pull: (cotangent) => splitRows(cotangent, widths),
  };
}

function joinRows(
  parts: readonly (Numbers | undefined)[],
  widths: readonly number[],
  rows: number,
): Numbers {
  const width = widths.reduce((total, size) => total + size, 0);
  const joined = like(
    parts.find((part) => part !== undefined)!,
    rows * width,
  );
  let column = 0;
  parts.forEach((part, i) => {
    const own = widths[i]!;
    for (let row = 0; part !== undefined && row < rows; row++) {
      joined.set(part.subarray(row * own, (row + 1) * own), row * width + column);
    }
    column += own;
  });
  return joined;
}

function splitRows(joined: Numbers, widths: readonly number[]): Numbers[] {
  const width = widths.reduce((total, size) => total + size, 0);
  const rows = joined.length / width;
  let column = 0;
  return widths.map((own) => {
    const part = like(joined, rows * own);
    for (let row = 0; row < rows; row++) {
      const from = row * width + column;
      part.set(joined.subarray(from, from + own), row * own);
    }
    column += own;
    return part;
  });
}
