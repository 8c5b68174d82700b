import { activate } from "./activate.ts";
import type { Loaded, Request } from "./candidate.ts";
import { loadTfjs } from "./load-tfjs.ts";

/** The backend in plain JavaScript, which comes with TensorFlow.js. */
export async function loadCpu(request: Request): Promise<Loaded> {
  const tf = await loadTfjs(request);
  await activate(tf, "cpu");
  return { tf, backend: "cpu", evidence: { tfjs: tf.version_core } };
}
