import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { peerEnvironment, peerScript } from "../python-peer.ts";
import type { ScaleResult } from "./solve-scale.ts";

/** What scikit-learn runs: on all rows, or kernel ridge and support-vector regression on some. */
export type ScaleProgram = "nystroem" | "exact" | "vectors";

/** A result with the program and its settings. */
export interface NamedResult extends ScaleResult {
  readonly name: string;
}

/** The sizes of a run. */
export interface ScaleSizes {
  /** Training rows; undefined for all. */
  readonly limit: number | undefined;
  readonly landmarks: number;
  /** Rows of the peer's exact regression. */
  readonly subset: number;
  readonly epochs: number;
  /** Training rows on which network and ridge, or the peer's width and ridge, are chosen. */
  readonly choosing: number;
  /** Rows and preconditioner's rank of conjugate gradients. */
  readonly gradients: { readonly rows: number; readonly rank: number };
}

/** Runs `peers/scale_peer.py` on a folder; undefined, with the reason logged, where it cannot. */
export async function scalePeer(
  program: ScaleProgram,
  folder: string,
  { limit = 0, landmarks, subset, choosing }: ScaleSizes,
  env: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): Promise<NamedResult | undefined> {
  const sizes = [limit, landmarks, subset, choosing].map(String);
  const argv = [peerScript("scale_peer.py"), program, folder, ...sizes];
  const python = env.NTKIT_PYTHON ?? env.NTKIT_PEER_PYTHON ?? "python3";
  try {
    const options = { env: peerEnvironment(env, availableParallelism()) };
    const { stdout } = await promisify(execFile)(python, argv, options);
    return JSON.parse(stdout) as NamedResult;
  } catch (error) {
    log(
      `scale: no peer, ${error instanceof Error ? error.message.trim().split("\n").at(-1)! : "?"}`,
    );
    return undefined;
  }
}
