import { EngineError } from "../engine-error.ts";
import { nodeModule } from "./node-module.ts";

const FLAG = "--experimental-wasm-revectorize";
/** The first version of Node in which the flag was seen to help. */
const FIRST_VERSION = 24;

/**
 * Lets V8 join pairs of 128-bit operations to 256-bit ones, in all WebAssembly that this process
 * compiles from now on. It changes speed and no bit.
 *
 * @param caller - who complains
 * @throws {@link EngineError} `not-supported` outside of Node 24 and later
 */
export function allowWideVectors(caller: string): void {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  const version = Number.parseInt(process?.versions?.node ?? "0", 10);
  const v8 = nodeModule("node:v8");
  if (v8 === undefined || version < FIRST_VERSION) {
    throw new EngineError(
      `${caller}: wide vectors need Node ${FIRST_VERSION} or later, got ${version === 0 ? "a runtime without V8's flags" : `Node ${version}`}`,
      "not-supported",
    );
  }
  v8.setFlagsFromString(FLAG);
}

/**
 * The same module with a mark in it: V8 keeps what it compiled from the same bytes before, and that
 * may have been without the flag.
 */
export function marked(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const customSection = [0, 5, 4, ...Array.from("wide", (letter) => letter.charCodeAt(0))];
  const longer = new Uint8Array(bytes.length + customSection.length);
  longer.set(bytes);
  longer.set(customSection, bytes.length);
  return longer;
}
