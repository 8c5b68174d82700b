import { yieldToEventLoop } from "@ntkit/linalg";
import { freeRows, newtonStep } from "./smo-newton.ts";
import { recomputeSlack, shrink, unshrink } from "./smo-state.ts";
import type { SmoState } from "./smo-state.ts";
import { partner, step, violation } from "./smo-step.ts";
import type { Violation } from "./smo-step.ts";
import type { ResolvedOptions } from "./solver-options.ts";

/** What one solve has used and reached so far. */
export interface Effort {
  steps: number;
  newtonSteps: number;
  gap: number;
}

/** How far and in which way {@link descend} goes. */
export interface DescentOptions extends ResolvedOptions {
  readonly tolerance: number;
  readonly shrinking: boolean;
  readonly newton: boolean;
}

/** Kernel entries read between two turns of the event loop: some tens of milliseconds. */
const workPerTurn = 2e7;

/**
 * Steps until all rows meet the tolerance or `effort.steps` reaches `stepLimit`. The gap left in
 * `effort` is that of f = y − Kβ recomputed from scratch, free of the rounding of the updates.
 */
export async function descend(
  state: SmoState,
  effort: Effort,
  stepLimit: number,
  options: DescentOptions,
): Promise<void> {
  const found: Violation = { top: -1, highest: 0, lowest: 0 };
  do {
    await pass(state, found, effort, stepLimit, options);
    state.activeSize = state.dual.size;
    recomputeSlack(state, 0);
    violation(state, found);
    effort.gap = found.highest - found.lowest;
  } while (effort.gap > options.tolerance && effort.steps < stepLimit);
}

/** Steps until the updated f meets the tolerance with no row shrunk. */
async function pass(
  state: SmoState,
  found: Violation,
  effort: Effort,
  stepLimit: number,
  options: DescentOptions,
): Promise<void> {
  const { size } = state.dual;
  let untilNewton = options.newton ? size : Infinity;
  let untilShrink = options.shrinking ? Math.min(size, 1000) : Infinity;
  let [work, reopened] = [0, false];
  violation(state, found);
  while (effort.steps < stepLimit) {
    const gap = found.highest - found.lowest;
    if (gap <= options.tolerance) {
      if (state.activeSize === size) return;
      reopen(state, found);
    } else if (--untilShrink <= 0) {
      // close to the end the decisions to shrink are revised once, with f known everywhere
      if (!reopened && gap <= 10 * options.tolerance) {
        reopened = true;
        reopen(state, found);
      }
      shrink(state, found.highest, found.lowest);
      untilShrink = Math.min(size, 1000);
    } else if (--untilNewton <= 0) {
      untilNewton = await newton(state, effort, options);
      violation(state, found);
    } else {
      step(state, found.top, partner(state, found.top), found);
      effort.steps++;
      work += 2 * state.activeSize;
    }
    if (work > workPerTurn) {
      work = 0;
      await yieldToEventLoop();
      options.signal?.throwIfAborted();
    }
  }
}

function reopen(state: SmoState, found: Violation): void {
  unshrink(state);
  violation(state, found);
}

/** One Newton step; returns after how many pair steps the next one has been paid for. */
async function newton(state: SmoState, effort: Effort, options: ResolvedOptions): Promise<number> {
  const free = freeRows(state);
  if (free.length > 1 && (await newtonStep(state, free, options))) effort.newtonSteps++;
  return Math.max(state.dual.size, Math.round(free.length ** 3 / (6 * state.activeSize)));
}
