import type { Displacements } from "./displacements.ts";
import type { PlaneLayout } from "./plane-layout.ts";
import type { PlaneMachine } from "./plane-machine.ts";
import { createPlane } from "./run-layers.ts";

/** Addresses of D and Θ. */
export interface PlaneMemory {
  readonly d: number;
  readonly t: number;
}

/** Planes of several displacements, and the float64 sums over windows that they are made of. */
export class PlaneTable {
  readonly layout: PlaneLayout;
  /** What makes means of the sums. */
  readonly scale: number;
  /** Address of the addresses of the sums at the first place, for every displacement; 0 where there are none. */
  readonly address: number;
  readonly #machine: PlaneMachine;
  readonly #planes = new Map<number, PlaneMemory>();
  readonly #sums = new Map<number, PlaneMemory>();

  constructor(
    machine: PlaneMachine,
    layout: PlaneLayout,
    needed: readonly Displacements[],
    scale: number,
  ) {
    this.#machine = machine;
    this.layout = layout;
    this.scale = scale;
    const { period, low } = layout.geometry;
    for (const { shift, rows } of needed) {
      for (const { offset } of rows) {
        const plane = createPlane(machine, layout);
        const index = offset * period[1] + shift;
        this.#planes.set(index, plane);
        this.#sums.set(index, machine.width === 8 ? plane : createPlane(machine, layout, 8));
      }
    }
    this.address = machine.allocate(period[0] * period[1], 0, 8);
    const first = (low[0] * layout.stride + low[1]) * 8;
    const addresses = new Uint32Array(machine.float64.buffer);
    for (const [index, { d, t }] of this.#sums) {
      addresses[this.address / 4 + 2 * index] = d + first;
      addresses[this.address / 4 + 2 * index + 1] = t + first;
    }
  }

  /** The plane of a displacement. */
  at(offset: number, shift: number): PlaneMemory {
    return this.#planes.get(offset * this.layout.geometry.period[1] + shift)!;
  }

  /** The sums of a displacement; in float64 they lie where the plane will. */
  sumsAt(offset: number, shift: number): PlaneMemory {
    return this.#sums.get(offset * this.layout.geometry.period[1] + shift)!;
  }

  clear(): void {
    const { float64 } = this.#machine;
    for (const { d, t } of this.#sums.values()) {
      for (const base of [d, t]) float64.fill(0, base / 8, base / 8 + this.layout.length);
    }
  }
}
