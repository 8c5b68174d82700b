import { random } from "@ntkit/linalg";
import type { PythonPeer } from "./python-peer.ts";

/**
 * Largest difference between our arrays and those of the peer's last request, over the root mean square
 * of the peer's, on up to 2000 entries of each array: a fast wrong answer shows here.
 *
 * @param skip - entries that are not compared
 */
export async function compareResults(
  ours: readonly (Float64Array | Float32Array)[],
  peer: PythonPeer,
  skip: (index: number) => boolean = () => false,
): Promise<number> {
  const indices = sampleIndices(ours[0]!.length).filter((index) => !skip(index));
  const { values } = await peer.request({ op: "sample", indices });
  return Math.max(
    ...ours.map((array, a) =>
      largestDifference(
        Float64Array.from(indices, (i) => array[i]!),
        values![a]!,
      ),
    ),
  );
}

/** max |a − b| / rms(b). */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  let square = 0;
  for (let i = 0; i < a.length; i++) {
    // Unlike a comparison, Math.max keeps a NaN of either side.
    largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
    square += b[i]! ** 2;
  }
  return largest === 0 ? 0 : largest / Math.sqrt(square / a.length);
}

function sampleIndices(length: number): number[] {
  const { integer } = random(7);
  if (length <= 2000) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: 2000 }, () => integer(length));
}
