import { readFileSync } from "node:fs";

interface File {
  readonly name: string;
  readonly base64: string;
}

interface SavedArray {
  readonly shape: number[];
  /** Entries in C order as NumPy prints them. */
  readonly values: string[];
}

interface Fixture {
  readonly arrays: (File & SavedArray & { readonly dtype: string })[];
  readonly refused: File[];
  readonly archives: File[];
  readonly archiveArrays: Record<string, SavedArray>;
}

const fixture = JSON.parse(
  readFileSync(new URL("fixtures/npy.json", import.meta.url), "utf8"),
) as Fixture;

function withBytes<T extends File>(entry: T): T & { readonly bytes: Uint8Array } {
  return { ...entry, bytes: new Uint8Array(Buffer.from(entry.base64, "base64")) };
}

/** Files as NumPy writes them (tooling/fixtures/datasets-npy.py). */
export const npyFixture = {
  ...fixture,
  arrays: fixture.arrays.map(withBytes),
  refused: fixture.refused.map(withBytes),
  archives: fixture.archives.map(withBytes),
};

/** An entry as the fixture prints it. */
export function parseEntry(text: string, data: ArrayLike<number | bigint>): number | bigint {
  if (typeof data[0] === "bigint") return BigInt(text);
  return Number(text.replace("inf", "Infinity"));
}
