import { checkBackend } from "../conformance/check-backend.ts";
import type { ConformanceReport } from "../conformance/check-backend.ts";
import { applyPatches } from "../patches/apply-patches.ts";
import type { Tfjs } from "../tfjs.ts";
import type { Attempt, BackendEvidence } from "./attempt.ts";
import { BackendError } from "./backend-error.ts";
import { type BackendName, backendNames } from "./backend-name.ts";
import { type Candidate, type Loaded, Refusal } from "./candidate.ts";
import { loadCpu } from "./load-cpu.ts";
import { loadNative } from "./load-native.ts";
import { firstLine } from "./load-peer.ts";
import { loadWasm } from "./load-wasm.ts";
import { loadWebgpu } from "./load-webgpu.ts";

/** Which backends {@link loadBackend} tries, and from where. */
export interface LoadBackendOptions {
  /**
   * Backends to try, in this order, and no others. Default: tfjs-node-gpu, tfjs-node, webgpu, wasm, cpu,
   * of which webgpu only if its adapter is hardware.
   */
  readonly prefer?: readonly BackendName[] | undefined;
  /**
   * true: only what computes on a GPU will do. false: tfjs-node-gpu may compute without one. Default:
   * tfjs-node-gpu must have a GPU, the others need none.
   */
  readonly requireGpu?: boolean | undefined;
  /**
   * Folder whose `node_modules` has the packages, or folders that are tried one after the other;
   * undefined, as by default, is where this package is installed.
   */
  readonly resolveFrom?: string | readonly (string | undefined)[] | undefined;
  /** Namespace to use for webgpu, wasm and cpu: in a bundle, or to share models with other code. */
  readonly tf?: Tfjs | undefined;
  /** false leaves our patches out: for tests of TensorFlow.js itself. */
  readonly patches?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A backend that has passed every check. */
export interface TfjsBackend {
  /** The namespace whose tensors and models it computes with. */
  readonly tf: Tfjs;
  readonly name: BackendName;
  /** Its name within `tf`. */
  readonly backend: string;
  readonly evidence: BackendEvidence;
  readonly conformance: ConformanceReport;
  /** What came of every backend that was tried, this one last. */
  readonly attempts: readonly Attempt[];
}

const candidates: Readonly<Record<BackendName, Candidate>> = {
  "tfjs-node-gpu": loadNative("tfjs-node-gpu"),
  "tfjs-node": loadNative("tfjs-node"),
  webgpu: loadWebgpu,
  wasm: loadWasm,
  cpu: loadCpu,
};

/**
 * The first backend of TensorFlow.js that is installed, starts, and computes every operation and
 * gradient of the conformance suite rightly, after our patches for its version.
 *
 * The packages are optional peers, imported when they are tried. TensorFlow.js has one current backend
 * per namespace, which this sets. Takes 0.5 to 5 s per backend that loads.
 *
 * @throws {@link BackendError} when none does; `attempts` and the message say of each one why
 * @throws {@link !RangeError} when `prefer` names no backend, or an unknown one
 */
export async function loadBackend(options: LoadBackendOptions = {}): Promise<TfjsBackend> {
  const attempts: Attempt[] = [];
  for (const name of wantedNames(options)) {
    for (const from of folders(options)) {
      options.signal?.throwIfAborted();
      const { attempt, loaded } = await tryBackend(name, from, options);
      attempts.push(attempt);
      if (loaded === undefined) continue;
      const { evidence, conformance } = attempt as Required<Attempt>;
      return { tf: loaded.tf, name, backend: loaded.backend, evidence, conformance, attempts };
    }
  }
  throw new BackendError(
    `loadBackend: one backend must pass, got none.\n${listOf(attempts)}`,
    attempts,
  );
}

function wantedNames({ prefer }: LoadBackendOptions): readonly BackendName[] {
  const names = prefer ?? backendNames;
  const unknown = names.find((name) => !backendNames.includes(name));
  if (unknown !== undefined || names.length === 0) {
    throw new RangeError(
      `loadBackend: prefer must name some of ${backendNames.join(", ")}, got ${JSON.stringify(names)}`,
    );
  }
  return names;
}

function folders({ resolveFrom }: LoadBackendOptions): readonly (string | undefined)[] {
  if (resolveFrom === undefined) return [undefined];
  return typeof resolveFrom === "string" ? [resolveFrom] : resolveFrom;
}

async function tryBackend(
  name: BackendName,
  from: string | undefined,
  options: LoadBackendOptions,
): Promise<{ attempt: Attempt; loaded?: Loaded }> {
  const { tf, requireGpu, prefer } = options;
  let evidence: BackendEvidence | undefined;
  try {
    refuseWithoutGpu(name, requireGpu);
    const loaded = await candidates[name]({ tf, from, requireGpu, named: prefer !== undefined });
    const patches = options.patches === false ? [] : applyPatches(loaded.tf, loaded.backend);
    evidence = { ...loaded.evidence, patches };
    const conformance = await checkBackend(loaded.tf, loaded.backend, options);
    const { failed } = conformance;
    if (failed.length === 0)
      return { attempt: { name, loads: true, evidence, conformance }, loaded };
    const reason = `it computes wrongly: ${failed.map(({ text }) => text).join("; ")}`;
    return { attempt: { name, loads: false, reason, evidence, conformance } };
  } catch (error) {
    options.signal?.throwIfAborted();
    const reason = error instanceof Refusal ? error.message : `it fails: ${firstLine(error)}`;
    return { attempt: { name, loads: false, reason, ...(evidence && { evidence }) } };
  }
}

function refuseWithoutGpu(name: BackendName, requireGpu: boolean | undefined): void {
  if (requireGpu === true && (name === "cpu" || name === "wasm")) {
    throw new Refusal("it never computes on a GPU");
  }
}

function listOf(attempts: readonly Attempt[]): string {
  return attempts.map(({ name, reason }) => `  ${name}: ${reason}`).join("\n");
}
