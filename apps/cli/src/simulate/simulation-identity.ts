import { createHash } from "node:crypto";
import { networkHash } from "@ntkit/architecture";
import type { SimulationPlan } from "./simulation-plan.ts";

/** What runs must have in common to be compared: not which strategies and seeds there are. */
export function simulationIdentity({
  network,
  pool,
  test,
  settings,
}: SimulationPlan): Record<string, unknown> {
  const numbers = Object.entries(settings).filter(
    ([name]) => name !== "strategies" && name !== "seeds",
  );
  const digest = ({ x, labels }: SimulationPlan["pool"]) =>
    createHash("sha256")
      .update(new Uint8Array(x.data.buffer, x.data.byteOffset, x.data.byteLength))
      .update(new Uint8Array(labels.buffer))
      .digest("hex");
  return {
    format: "ntkit-simulation",
    version: 1,
    network: networkHash(network),
    pool: digest(pool),
    test: digest(test),
    ...Object.fromEntries(numbers),
  };
}
