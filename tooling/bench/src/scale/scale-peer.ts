import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { peerEnvironment, peerScript } from "../python-peer.ts";
import type { ScaleResult } from "./solve-scale.ts";

/** What scikit-learn reached. */
export interface ScalePeer {
  readonly nystroem: ScaleResult;
  readonly subset: ScaleResult;
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
}

/** Runs `peers/scale_peer.py` on a folder; undefined, with the reason logged, where it cannot. */
export async function scalePeer(
  folder: string,
  { limit = 0, landmarks, subset }: ScaleSizes,
  env: Readonly<Record<string, string | undefined>>,
  log: (line: string) => void,
): Promise<ScalePeer | undefined> {
  const sizes = [limit, landmarks, subset].map(String);
  const argv = [peerScript("scale_peer.py"), folder, ...sizes];
  try {
    const options = { env: peerEnvironment(env, availableParallelism()) };
    const { stdout } = await promisify(execFile)(env.NTKIT_PYTHON ?? "python3", argv, options);
    return JSON.parse(stdout) as ScalePeer;
  } catch (error) {
    log(`scale: no peer, ${error instanceof Error ? error.message.split("\n").at(-1)! : "?"}`);
    return undefined;
  }
}
