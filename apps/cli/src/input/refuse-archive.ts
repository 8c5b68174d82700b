import { DataError } from "@ntkit/datasets";

/**
 * Passes unless the bytes are a ZIP archive, which would only be said to be no text.
 *
 * @param wanted - what they must be
 * @throws DataError with what may be meant: an array of an NPZ file, or a spreadsheet
 */
export function refuseArchive(bytes: Uint8Array, file: string, wanted: string): void {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b || bytes[2] !== 3 || bytes[3] !== 4) return;
  throw new DataError(
    `must be ${wanted}, got a ZIP archive (NPZ: save its array as NPY; a spreadsheet: export it as CSV)`,
    { file },
  );
}
