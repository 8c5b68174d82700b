import { resolve } from "node:path";
import { BackendError, loadBackend } from "@ntkit/autodiff-jacobians/tfjs";
import type { TfjsBackend } from "@ntkit/autodiff-jacobians/tfjs";
import type { BenchOptions } from "../suite.ts";

/** The tfjs-node in the folder that `NTKIT_TFJS_NODE` names, or why there is none. */
export async function openTfjsNode({
  NTKIT_TFJS_NODE: folder,
}: BenchOptions["env"]): Promise<{ readonly backend?: TfjsBackend; readonly absent?: string }> {
  if (folder === undefined) return { absent: "tfjs-node: NTKIT_TFJS_NODE names no folder" };
  try {
    const resolveFrom = resolve(folder);
    return { backend: await loadBackend({ prefer: ["tfjs-node"], resolveFrom }) };
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return { absent: `tfjs-node: ${error.message.slice(0, 120)}` };
  }
}
