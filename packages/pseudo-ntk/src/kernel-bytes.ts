/** Bytes of the two kernels of N examples and O outputs, in float64. */
export interface KernelBytes {
  /** The full kernel, 8 (NO)². */
  readonly full: number;
  /** The pseudo-NTK, 8 N². */
  readonly pseudo: number;
}

/**
 * The memory that the full empirical NTK and the pseudo-NTK of N examples take: CIFAR-10 with its
 * 60,000 images and 10 classes, 2.88 TB and 28.8 GB.
 *
 * @throws {@link !RangeError} when a number is not a non-negative integer
 */
export function kernelBytes(examples: number, outputs: number): KernelBytes {
  for (const [name, value] of [
    ["examples", examples],
    ["outputs", outputs],
  ] as const) {
    if (!Number.isInteger(value) || value < 0) {
      throw new RangeError(`kernelBytes: ${name} must be an integer of at least 0, got ${value}`);
    }
  }
  return { full: 8 * (examples * outputs) ** 2, pseudo: 8 * examples ** 2 };
}
