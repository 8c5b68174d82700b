import { eigenSymmetric, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";

/**
 * How far the direction of one kernel is from another's, 1 - ⟨K, K'⟩ / (‖K‖ ‖K'‖): 0 when they differ
 * by a factor, 1 when they are orthogonal.
 *
 * @throws {@link !ShapeError} when the shapes differ; {@link !RangeError} when a kernel is zero
 * @see Fort et al. 2020 (arXiv:2010.15110)
 */
export function kernelDistance(a: Matrix, b: Matrix): number {
  return 1 - cosine("kernelDistance", a, b);
}

/** A kernel at a time of training. */
export interface TimedKernel {
  readonly time: number;
  readonly kernel: Matrix;
}

/**
 * The kernel velocities between consecutive times, S(t, t') / (t' - t), one fewer than kernels.
 *
 * @throws {@link !RangeError} when the times do not increase
 */
export function kernelVelocity(path: readonly TimedKernel[]): number[] {
  return path.slice(1).map(({ time, kernel }, i) => {
    const before = path[i]!;
    if (!(time > before.time)) {
      throw new RangeError(`kernelVelocity: times must increase, got ${before.time} and ${time}`);
    }
    return kernelDistance(before.kernel, kernel) / (time - before.time);
  });
}

/**
 * The alignment of a kernel [N, N] with targets y [N, O], ⟨K, y yᵀ⟩ / (‖K‖ ‖y yᵀ‖): between 0 and 1 for
 * a positive semidefinite K.
 *
 * @throws {@link !ShapeError}, {@link !RangeError} as {@link kernelDistance}
 * @see Cristianini et al. 2001, On kernel-target alignment
 */
export function kernelAlignment(kernel: Matrix, targets: Matrix): number {
  const { rows, cols, data } = targets;
  const products = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < rows; j++) {
      for (let o = 0; o < cols; o++) {
        products[i * rows + j]! += data[i * cols + o]! * data[j * cols + o]!;
      }
    }
  }
  return cosine("kernelAlignment", kernel, { rows, cols: rows, data: products });
}

/** The ellipse {v : vᵀ K⁻¹ v = 1} of a kernel of two examples. */
export interface KernelEllipse {
  /** Half axes √λ, the longer one first. */
  readonly axes: readonly [number, number];
  /** Angle of the longer axis to the first example's, in (-π/2, π/2]. */
  readonly angle: number;
}

/**
 * The ellipse that a kernel [2, 2] is: its half axes and their direction.
 *
 * @throws {@link !ShapeError} for another shape; {@link !RangeError} for a negative eigenvalue beyond roundoff
 */
export function kernelEllipse(kernel: Matrix): KernelEllipse {
  if (kernel.rows !== 2 || kernel.cols !== 2) {
    throw new ShapeError(
      `kernelEllipse: the kernel must be 2×2, got ${kernel.rows}×${kernel.cols}`,
    );
  }
  const { values, vectors } = eigenSymmetric(kernel);
  const [large, small] = [values[0]!, values[1]!];
  if (small < -1e-12 * Math.abs(large)) {
    throw new RangeError(`kernelEllipse: eigenvalues must be at least 0, got ${small}`);
  }
  const [x, y] = [vectors.data[0]!, vectors.data[2]!];
  const angle = x === 0 ? Math.PI / 2 : Math.atan(y / x);
  return { axes: [Math.sqrt(large), Math.sqrt(Math.max(small, 0))], angle };
}

function cosine(caller: string, a: Matrix, b: Matrix): number {
  if (a.rows !== b.rows || a.cols !== b.cols) {
    throw new ShapeError(
      `${caller}: both kernels must have one shape, got ${a.rows}×${a.cols} and ${b.rows}×${b.cols}`,
    );
  }
  const [product, left, right] = [dot(a, b), Math.sqrt(dot(a, a)), Math.sqrt(dot(b, b))];
  if (left > 0 && right > 0) return product / left / right;
  throw new RangeError(`${caller}: the kernels must not be zero, got norms ${left} and ${right}`);
}

function dot({ data: a }: Matrix, { data: b }: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
