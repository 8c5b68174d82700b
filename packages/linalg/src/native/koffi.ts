import { EngineError } from "../engine-error.ts";
import { messageOf } from "../message-of.ts";

/** The parts of koffi that an engine uses. */
export interface Koffi {
  load(file: string): KoffiLibrary;
}

export interface KoffiLibrary {
  /** @throws an error when the library exports no such name */
  func(name: string, result: string, parameters: readonly string[]): KoffiFunction;
}

export interface KoffiFunction {
  (...args: unknown[]): unknown;
  /** Calls on another thread. Nothing that is passed may be collected before the answer. */
  async(...args: [...unknown[], (error: Error | null, result: unknown) => void]): void;
}

/**
 * The package koffi, which the user installs.
 *
 * @throws {@link EngineError} `not-installed`
 */
export async function importKoffi(): Promise<Koffi> {
  try {
    const module: unknown = await import("koffi");
    return ((module as { default?: Koffi }).default ?? module) as Koffi;
  } catch (cause) {
    throw new EngineError(
      `nativeEngine: the package koffi must be installed, got ${JSON.stringify(messageOf(cause))}; npm install koffi`,
      "not-installed",
      { cause },
    );
  }
}
