import process from "node:process";

/** Folder with a tfjs-node that loads, if the environment names one. */
export function nativeFolder(): string | undefined {
  return process.env.NTKIT_TFJS_NODE;
}
