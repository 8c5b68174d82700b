import type { Tfjs } from "../tfjs.ts";
import type { BackendEvidence } from "./attempt.ts";

/** What candidates are given. */
export interface Request {
  /** Namespace to use in place of an import. */
  readonly tf: Tfjs | undefined;
  /** Folder from which packages are resolved; undefined: this module's. */
  readonly from: string | undefined;
  /** true: must compute on a GPU; false: tfjs-node-gpu may compute without. */
  readonly requireGpu: boolean | undefined;
  /** Whether the caller named this backend. */
  readonly named: boolean;
}

/** A backend that loads, before any check of what it computes. */
export interface Loaded {
  readonly tf: Tfjs;
  /** Its name within TensorFlow.js. */
  readonly backend: string;
  readonly evidence: Omit<BackendEvidence, "patches">;
}

/** Loads a backend and makes it the current one, or throws a {@link Refusal}. */
export type Candidate = (request: Request) => Promise<Loaded>;

/** Why a backend may not be used, in words for the list of attempts. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}
