import { sizeOf } from "../ops/op.ts";
import type { Plan } from "./plan.ts";

/**
 * The most numbers that one cotangent of one example takes at a time on its way back through the plan:
 * what arrived at parameters and is kept, and what is still on its way.
 */
export function backwardNumbers({ ops, trained, parameters, output, inputShape }: Plan): number {
  const sizeOfSlot = (slot: number): number =>
    sizeOf(slot === 0 ? inputShape : ops[slot - 1]!.shape);
  const kept = new Set(parameters.filter((p) => p.trainable).map(({ name }) => name));
  const alive = new Set([output]);
  let [held, most] = [0, 0];
  for (let slot = output; slot > 0; slot--) {
    if (!alive.has(slot)) continue;
    const { inputs, site } = ops[slot - 1]!;
    for (const input of inputs) if (trained[input]) alive.add(input);
    const moving = [...alive].reduce((sum, each) => sum + sizeOfSlot(each), 0);
    most = Math.max(most, held + moving);
    alive.delete(slot);
    if (site !== undefined && kept.has(site.parameter)) held += sizeOfSlot(slot);
  }
  return most;
}
