import type { Run, Saved, Site } from "../ops/op.ts";
import { addAll, discard, valueOf } from "../ops/series.ts";
import type { Numbers, Series } from "../ops/series.ts";
import type { Plan } from "./plan.ts";
import { breathe } from "./run-forward.ts";

/** What arrives at a trained parameter. */
export type Arrival = (site: Site, cotangent: Numbers, saved: Saved) => void | Promise<void>;

/**
 * Carries cotangents [Q, N, O] of the output back through the plan, and hands to `arrive` what reaches
 * each trained parameter, the last one first.
 *
 * @param slots - of a forward run that kept everything
 */
export async function runBackward(
  plan: Plan,
  slots: readonly Series[],
  cotangent: Numbers,
  run: Run,
  arrive: Arrival,
): Promise<void> {
  const arrived: (Numbers | undefined)[] = [];
  // Slots whose cotangent is an array of this run that nobody else reads.
  const free: boolean[] = [];
  arrived[plan.output] = cotangent;
  const trainable = new Set(plan.parameters.filter((p) => p.trainable).map(({ name }) => name));
  for (let k = plan.ops.length - 1; k >= 0; k--) {
    const op = plan.ops[k]!;
    const here = arrived[k + 1];
    if (here === undefined) continue;
    arrived[k + 1] = undefined;
    await breathe(run);
    const site = trainable.has(op.site?.parameter ?? "") ? op.site : undefined;
    const saved = {
      inputs: op.inputs.map((slot) => valueOf(slots[slot]!)),
      output: valueOf(slots[k + 1]!),
      free: free[k + 1] === true && site === undefined,
    };
    if (site !== undefined) await arrive(site, here, saved);
    if (!op.inputs.some((slot) => plan.trained[slot])) continue;
    const back = await op.pull(here, saved, run);
    if (saved.free && back.every((part) => part?.buffer !== here.buffer)) discard(here);
    op.inputs.forEach((slot, i) => {
      const part = back[i];
      if (!plan.trained[slot] || part === undefined) return;
      const alone = back.filter((other) => other?.buffer === part.buffer).length === 1;
      const own = alone && (part.buffer !== here.buffer || saved.free);
      free[slot] = arrived[slot] !== undefined || own;
      arrived[slot] = addAll([arrived[slot], part]);
    });
  }
}
