import type { ConformanceReport } from "../conformance/check-backend.ts";
import type { BackendName } from "./backend-name.ts";

/** What came of trying one backend. */
export interface Attempt {
  readonly name: BackendName;
  readonly loads: boolean;
  /** Why it may not be used. */
  readonly reason?: string;
  /** What was found: versions, the device, the patches that were applied. */
  readonly evidence?: BackendEvidence;
  /** What the checks gave, where it came to them. */
  readonly conformance?: ConformanceReport;
}

/** What a backend says of itself. */
export interface BackendEvidence {
  /** Version of TensorFlow.js. */
  readonly tfjs: string;
  /** Version of the backend's own package. */
  readonly package?: string;
  /** Version of the TensorFlow library behind tfjs-node: `TF_Version`. */
  readonly tensorflow?: string;
  /** `isUsingGpuDevice` of tfjs-node; of WebGPU whether its adapter is hardware. */
  readonly gpu?: boolean;
  /** The WebGPU adapter's description. */
  readonly adapter?: string;
  /** Patches of ours that are in force. */
  readonly patches: readonly string[];
}
