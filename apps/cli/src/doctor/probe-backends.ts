import {
  type BackendEvidence,
  BackendError,
  type BackendName,
  backendNames,
  loadBackend,
} from "@ntkit/autodiff-jacobians/tfjs";
import type { Io } from "../io.ts";
import { backendFolders } from "../finite/backend-folders.ts";

/** A backend of TensorFlow.js that computes here, or why it does not. */
export type BackendProbe =
  | {
      readonly backend: BackendName;
      readonly loads: true;
      readonly checks: number;
      /** Largest relative error of the checks. */
      readonly error: number;
      readonly evidence: BackendEvidence;
    }
  | { readonly backend: BackendName; readonly loads: false; readonly reason: string };

/** Tries every backend by itself, with all of its checks. */
export async function probeBackends(
  io: Pick<Io, "cwd" | "env" | "signal">,
): Promise<readonly BackendProbe[]> {
  const probes: BackendProbe[] = [];
  for (const name of backendNames) probes.push(await probe(name, io));
  return probes;
}

async function probe(
  backend: BackendName,
  io: Pick<Io, "cwd" | "env" | "signal">,
): Promise<BackendProbe> {
  const { signal } = io;
  try {
    const resolveFrom = backendFolders(io);
    const { conformance, evidence } = await loadBackend({ prefer: [backend], resolveFrom, signal });
    const { checks, worst } = conformance;
    return { backend, loads: true, checks, error: worst, evidence };
  } catch (error) {
    if (!(error instanceof BackendError)) throw error;
    return { backend, loads: false, reason: reasonOf(error) };
  }
}

/** That it is not installed says least: another folder may have it, broken. */
function reasonOf({ attempts }: BackendError): string {
  const reasons = attempts.map(({ reason = "" }) => reason);
  const known = reasons.find((reason) => !reason.includes("is not installed"));
  return known ?? reasons.at(-1)!;
}
