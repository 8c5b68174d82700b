import type { Tfjs } from "../tfjs.ts";
import { Refusal } from "./candidate.ts";
import { firstLine } from "./load-peer.ts";

/** Whether a backend of this name is registered. The declared type leaves null out. */
export function hasBackend(tf: Tfjs, backend: string): boolean {
  return (tf.findBackendFactory(backend) as unknown) !== null;
}

/**
 * Makes `backend` the current one of `tf`. `setBackend` alone does not tell: where it fails it returns
 * false, and the backend from before goes on computing.
 *
 * @throws {@link Refusal}
 */
export async function activate(tf: Tfjs, backend: string): Promise<void> {
  if (!hasBackend(tf, backend)) {
    throw new Refusal(`TensorFlow.js knows no backend ${JSON.stringify(backend)}`);
  }
  let accepted: boolean;
  try {
    accepted = await tf.setBackend(backend);
    await tf.ready();
  } catch (cause) {
    throw new Refusal(`the backend does not start: ${firstLine(cause)}`, { cause });
  }
  if (!accepted || tf.getBackend() !== backend) {
    throw new Refusal(`the backend does not start; ${tf.getBackend()} goes on in its place`);
  }
}
