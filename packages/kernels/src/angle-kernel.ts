import type { Network } from "@ntkit/architecture";
import type { ScalarActivation } from "./duals/dual.ts";
import { angleFunctions } from "./angle/angle-function.ts";
import { networkJets } from "./angle/jets/network-jets.ts";
import { gegenbauerMeans, harmonicCount } from "./angle/sphere.ts";
import type { KernelKind, KernelOptions } from "./kernel-functions.ts";
import { compileRows } from "./network/compile-rows.ts";
import { sequencePower } from "./rule.ts";

/** A kernel of rows of one norm, as a function κ of the cosine t of their angle. */
export interface AngleKernel {
  /** n, when rows of any radii have the kernel (R₁R₂)ⁿ κ(t) at variance 1; else undefined. */
  readonly power: number | undefined;
  /** κ(t), −1 ≤ t ≤ 1. */
  value(cosine: number): number;
  /** κ(cos θ): keeps small angles, whose cosines round to 1. */
  atAngle(angle: number): number;
  /** The derivative of the given order at t, −1 < t < 1. */
  derivative(cosine: number, order?: number): number;
  /** Coefficients of 1, t, t², … of κ about t = 0. */
  taylor(count: number): Float64Array;
  /** a_k of κ(t) = Σ a_k P_k(t), P_k Gegenbauer's polynomials in that many dimensions, P_k(1) = 1. */
  gegenbauer(dimension: number, count: number): Float64Array;
  /**
   * Mercer eigenvalues μ_k of κ on the unit sphere of that many dimensions, under its uniform law; each
   * belongs to all spherical harmonics of degree k, and a_k = μ_k times their number.
   */
  eigenvalues(dimension: number, count: number): Float64Array;
}

/** Which kernel, and for which rows. */
export interface AngleKernelOptions extends KernelOptions {
  /** Default: "ntk". */
  readonly kind?: KernelKind;
  /** x·x/d of the rows. Default: 1. */
  readonly variance?: number;
  /** d; read only by first layers in standard parametrisation or that sum. Default: 1. */
  readonly width?: number;
}

/**
 * The kernel of a network as a function of the angle, for rows of one norm; for homogeneous networks
 * that says everything.
 *
 * Values are exact to rounding at all angles, both ends included; derivatives and Taylor coefficients
 * come from the recursion in truncated series, eigenvalues from quadrature in the angle, exact to 1e-15
 * of κ(1).
 *
 * @throws {NetworkError} when the network has no such kernel; from `derivative` and `taylor` for
 *   branches and for functions with kinks that have no closed form
 * @throws {@link !RangeError} for cosines, counts and dimensions out of their range
 * @see Bietti & Mairal 2019 (arXiv:1905.12173) for the eigenvalues
 */
export function angleKernel(network: Network, options: AngleKernelOptions = {}): AngleKernel {
  const { kind = "ntk", variance = 1, width = 1 } = options;
  check(variance > 0 && variance < Infinity, "variance must be positive", variance);
  const program = compileRows(network, width, options);
  const functions = new Map<string, ScalarActivation>(Object.entries(options.elementwise ?? {}));
  const choices = [{ network: 0, kind }];
  const evaluate = angleFunctions([program], choices, { left: variance, right: variance });
  const at = (u: number): number => evaluate(Float64Array.of(u))[0]![0]!;
  const jet = (cosine: number, length: number): Float64Array =>
    networkJets(network, width, functions, variance, cosine, length)[kind];
  const eigenvalues = (dimension: number, count: number): Float64Array => {
    check(Number.isInteger(dimension) && dimension >= 2, "dimension must be 2 or more", dimension);
    checkCount(count);
    return gegenbauerMeans((u) => evaluate(u)[0]!, dimension, count);
  };
  return {
    power: sequencePower(
      program.map(({ rule }) => rule),
      1,
    ),
    value(cosine) {
      check(Math.abs(cosine) <= 1, "a cosine must be between -1 and 1", cosine);
      const half = Math.sqrt((1 - Math.abs(cosine)) / 2);
      return at(cosine < 0 ? -half : half);
    },
    atAngle(angle) {
      check(angle >= 0 && angle <= Math.PI, "an angle must be between 0 and π", angle);
      return at(angle <= Math.PI / 2 ? Math.sin(angle / 2) : -Math.sin((Math.PI - angle) / 2));
    },
    derivative(cosine, order = 1) {
      check(Math.abs(cosine) < 1, "a cosine must be between -1 and 1, both left out", cosine);
      check(Number.isInteger(order) && order >= 0, "an order must be a natural number", order);
      let factorial = 1;
      for (let k = 2; k <= order; k++) factorial *= k;
      return factorial * jet(cosine, order + 1)[order]!;
    },
    taylor(count) {
      checkCount(count);
      return jet(0, count);
    },
    gegenbauer: (dimension, count) =>
      eigenvalues(dimension, count).map((value, k) => value * harmonicCount(dimension, k)),
    eigenvalues,
  };
}

function checkCount(count: number): void {
  check(Number.isInteger(count) && count > 0, "a count must be a positive integer", count);
}

function check(holds: boolean, what: string, got: number): void {
  if (!holds) throw new RangeError(`angleKernel: ${what}, got ${got}`);
}
