import { type PeerName, importPackage, isNotInstalled } from "./import-package.ts";
import { Refusal } from "./candidate.ts";

/**
 * The package `name`.
 *
 * @throws {@link Refusal} that says whether it is missing or broken, and what to do
 */
export async function loadPeer<T>(name: PeerName, from: string | undefined): Promise<T> {
  try {
    return await importPackage<T>(name, from);
  } catch (cause) {
    const where = from === undefined ? "" : ` in ${from}`;
    throw new Refusal(
      isNotInstalled(cause, name)
        ? `${name} is not installed${where}`
        : `${name} does not load${where}: ${firstLine(cause)}`,
      { cause },
    );
  }
}

/** First line of what an error says. */
export function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.trim().split("\n", 1)[0]!.slice(0, 300);
}
