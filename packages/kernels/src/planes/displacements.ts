import { modulo } from "./plane-layout.ts";
import type { PlaneProgram, PlaneStage, Sides } from "./plane-program.ts";

/** Displacements by `shift` columns and several numbers of rows, and how often each counts. */
export interface Displacements {
  readonly shift: number;
  readonly rows: readonly { readonly offset: number; readonly weight: number }[];
}

/** The displacements that a pair of images needs, stage by stage, modulo the periods. */
export function neededDisplacements(
  { stages, readout }: PlaneProgram,
  self: boolean,
): readonly (readonly Displacements[])[] {
  const last = stages.length - 1;
  const { period } = stages[last]!.geometry;
  const final = readout === "all" ? allDisplacements(period, self && last === 0) : zero;
  return chain(stages, final);
}

/** The displacements that the variances of one image after the pools need, for every stage but the last. */
export function ownDisplacements({ stages }: PlaneProgram): readonly (readonly Displacements[])[] {
  return chain(stages, zero).slice(0, -1);
}

const zero: readonly Displacements[] = [{ shift: 0, rows: [{ offset: 0, weight: 1 }] }];

/** From the last stage back: a pool mixes displacements that differ by less than its window. */
function chain(
  stages: readonly PlaneStage[],
  final: readonly Displacements[],
): readonly (readonly Displacements[])[] {
  const needed = [final];
  for (let k = stages.length - 2; k >= 0; k--) {
    needed.unshift(beforePool(needed[0]!, stages[k]!, stages[k + 1]!.geometry.period));
  }
  return needed;
}

/** Those by nothing are always needed: of an image with itself, for its variances. */
function beforePool(
  after: readonly Displacements[],
  { geometry, pool }: PlaneStage,
  pooled: Sides,
): readonly Displacements[] {
  const spread = (axis: 0 | 1, E: number): readonly number[] =>
    displacementsBefore(
      E,
      pooled[axis],
      pool!.window[axis],
      geometry.size[axis],
      geometry.period[axis],
    );
  const found = new Map<number, Set<number>>();
  for (const { shift, rows } of [...after, ...zero]) {
    const offsets = rows.flatMap(({ offset }) => spread(0, offset));
    for (const column of spread(1, shift)) {
      const known = found.get(column) ?? new Set();
      found.set(column, known);
      for (const offset of offsets) known.add(offset);
    }
  }
  const ascending = (numbers: Iterable<number>): number[] => [...numbers].sort((a, b) => a - b);
  return ascending(found.keys()).map((shift) => ({
    shift,
    rows: ascending(found.get(shift)!).map((offset) => ({ offset, weight: 1 })),
  }));
}

/** What a pool makes the displacement E, or E − pooled, of along one axis. */
function displacementsBefore(
  E: number,
  pooled: number,
  window: number,
  size: number,
  period: number,
): readonly number[] {
  const found = new Set<number>();
  for (const member of [E, E - pooled]) {
    for (let d = 1 - window; d < window; d++) {
      const displacement = window * member + d;
      if (Math.abs(displacement) < size) found.add(modulo(displacement, period));
    }
  }
  return [...found];
}

/**
 * The displacements of all pairs of places, modulo a period. Between an image and itself the one by
 * −e holds the same numbers as the one by e, so only one of them is listed.
 */
function allDisplacements([high, wide]: Sides, self: boolean): readonly Displacements[] {
  const shifts = self ? Math.floor(wide / 2) + 1 : wide;
  return Array.from({ length: shifts }, (_, shift) => {
    const mirrored = self && (shift === 0 || 2 * shift === wide);
    const offsets = mirrored ? Math.floor(high / 2) + 1 : high;
    return {
      shift,
      rows: Array.from({ length: offsets }, (__, offset) => ({
        offset,
        weight: weightOf(self, mirrored && (offset === 0 || 2 * offset === high)),
      })),
    };
  });
}

function weightOf(self: boolean, own: boolean): number {
  return self && !own ? 2 : 1;
}
