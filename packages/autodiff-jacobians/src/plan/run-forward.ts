import { yieldToEventLoop } from "@ntkit/linalg";
import type { Op, Run } from "../ops/op.ts";
import type { Series } from "../ops/series.ts";
import type { Plan } from "./plan.ts";

/**
 * The series of every slot, from that of the input.
 *
 * @param keep - keep what the way back needs; otherwise only the output is left at the end
 */
export async function runForward(
  plan: Plan,
  input: Series,
  run: Run,
  keep: boolean,
): Promise<(Series | undefined)[]> {
  const slots: (Series | undefined)[] = [input];
  for (const [k, op] of plan.ops.entries()) {
    await breathe(run);
    slots.push(await op.forward(read(op, slots), run));
    if (keep) continue;
    for (const slot of op.inputs) if (plan.lastUse[slot] === k) slots[slot] = undefined;
  }
  return slots;
}

function read(op: Op, slots: readonly (Series | undefined)[]): Series[] {
  return op.inputs.map((slot) => slots[slot]!);
}

/** Lets the event loop turn, and obeys the signal. */
export async function breathe({ signal }: Run): Promise<void> {
  signal?.throwIfAborted();
  await yieldToEventLoop();
  signal?.throwIfAborted();
}
