import { yieldToEventLoop } from "@ntkit/linalg";
import { freeRows, newtonStep } from "./smo-newton.ts";
import { recomputeSlack } from "./smo-state.ts";
import type { SmoState } from "./smo-state.ts";
import { partner, step, violation } from "./smo-step.ts";
import type { Violation } from "./smo-step.ts";
import { reopened, shrunk, wholeSet } from "./smo-working-set.ts";
import type { WorkingSet } from "./smo-working-set.ts";
import type { ResolvedOptions } from "../solver-options.ts";

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

/** Pair steps after which settled rows are looked for; fewer do not pay for the copies of kernel rows. */
const stepsPerShrinking = 1000;

/**
 * Steps until all rows meet the tolerance or `effort.steps` reaches `stepLimit`. The gap left in
 * `effort` is that of f = y − Kβ recomputed from scratch, free of the rounding of the updates; a state
 * that no step has changed is taken at its word, so its f must be current.
 */
export async function descend(
  state: SmoState,
  effort: Effort,
  stepLimit: number,
  options: DescentOptions,
): Promise<void> {
  const found: Violation = { top: -1, highest: 0, lowest: 0 };
  options.signal?.throwIfAborted();
  do {
    const before = effort.steps + effort.newtonSteps;
    await pass(state, found, effort, stepLimit, options);
    if (effort.steps + effort.newtonSteps > before) recomputeSlack(state);
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
  const { size } = state;
  const shrinkEvery = options.shrinking ? stepsPerShrinking : Infinity;
  let untilNewton = options.newton ? size : Infinity;
  let untilShrink = shrinkEvery;
  let [work, revised] = [0, false];
  let set = wholeSet(state);
  violation(set, found);
  while (effort.steps < stepLimit) {
    const gap = found.highest - found.lowest;
    if (gap <= options.tolerance) {
      if (set.size === size) return;
      set = reopened(state, set);
      violation(set, found);
    } else if (--untilShrink <= 0) {
      // close to the end the decisions to shrink are revised once, with f known everywhere
      if (!revised && gap <= 10 * options.tolerance) {
        revised = true;
        set = reopened(state, set);
        violation(set, found);
      }
      set = shrunk(state, set, found.highest, found.lowest);
      violation(set, found);
      untilShrink = shrinkEvery;
    } else if (--untilNewton <= 0) {
      untilNewton = await newton(set, effort, options);
      violation(set, found);
    } else {
      step(set, found.top, partner(set, found.top), found);
      effort.steps++;
      work += 2 * set.size;
    }
    if (work > workPerTurn) {
      work = 0;
      await yieldToEventLoop();
      options.signal?.throwIfAborted();
    }
  }
  reopened(state, set);
}

/** One Newton step; returns after how many pair steps the next one has been paid for. */
async function newton(set: WorkingSet, effort: Effort, options: ResolvedOptions): Promise<number> {
  const free = freeRows(set);
  if (free.length > 1 && (await newtonStep(set, free, options))) effort.newtonSteps++;
  return Math.max(set.size, Math.round(free.length ** 3 / (60 * set.size)));
}
