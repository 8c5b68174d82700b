const hostIsBigEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

/** Turns entries of `size` bytes, stored in that byte order, to the host's, in place. */
export function swapBytes(bytes: Uint8Array, size: number, bigEndian: boolean): void {
  if (size === 1 || bigEndian === hostIsBigEndian) return;
  for (let start = 0; start < bytes.length; start += size) {
    bytes.subarray(start, start + size).reverse();
  }
}
