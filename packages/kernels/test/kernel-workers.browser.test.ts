import { kernelWorkers } from "@ntkit/kernels";
import { expect, test } from "vitest";

test("a page without cross-origin isolation is refused several threads with the remedy", async () => {
  expect(crossOriginIsolated).toBe(false);
  await expect(kernelWorkers({ threads: 2 })).rejects.toThrow("send the COOP and COEP headers");
});
