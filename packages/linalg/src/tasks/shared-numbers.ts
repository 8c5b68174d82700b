/** Whether this runtime can share memory with workers: Node, and cross-origin isolated pages. */
export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== "undefined";
}

/** Zeros that all threads can read and write. */
export function sharedFloat64(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

/** Zeros that all threads can read and write, with half of the bytes. */
export function sharedFloat32(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}

/** `numbers` where all threads can read them: a copy, or the same array when it lies there. */
export function shareNumbers<Numbers extends Float64Array | Float32Array>(
  numbers: Numbers,
): Numbers {
  if (numbers.buffer instanceof SharedArrayBuffer) return numbers;
  const copy =
    numbers instanceof Float64Array ? sharedFloat64(numbers.length) : sharedFloat32(numbers.length);
  copy.set(numbers);
  return copy as Numbers;
}
