import type { Run, Saved, Site } from "../ops/op.ts";
import { addAll, valueOf } from "../ops/series.ts";
import type { Series } from "../ops/series.ts";
import type { Plan } from "./plan.ts";
import { breathe } from "./run-forward.ts";

/** What arrives at a trained parameter. */
export type Arrival = (site: Site, cotangent: Float64Array, saved: Saved) => void | Promise<void>;

/**
 * Carries cotangents [Q, N, O] of the output back through the plan, and hands to `arrive` what reaches
 * each trained parameter, the last one first.
 *
 * @param slots - of a forward run that kept everything
 */
export async function runBackward(
  plan: Plan,
  slots: readonly Series[],
  cotangent: Float64Array,
  run: Run,
  arrive: Arrival,
): Promise<void> {
  const arrived: (Float64Array | undefined)[] = [];
  arrived[plan.output] = cotangent;
  const trainable = new Set(plan.parameters.filter((p) => p.trainable).map(({ name }) => name));
  for (let k = plan.ops.length - 1; k >= 0; k--) {
    const op = plan.ops[k]!;
    const here = arrived[k + 1];
    if (here === undefined) continue;
    arrived[k + 1] = undefined;
    await breathe(run);
    const saved = {
      inputs: op.inputs.map((slot) => valueOf(slots[slot]!)),
      output: valueOf(slots[k + 1]!),
    };
    if (op.site !== undefined && trainable.has(op.site.parameter))
      await arrive(op.site, here, saved);
    if (!op.inputs.some((slot) => plan.trained[slot])) continue;
    const back = await op.pull(here, saved, run);
    op.inputs.forEach((slot, i) => {
      if (plan.trained[slot]) arrived[slot] = addAll([arrived[slot], back[i]]);
    });
  }
}
