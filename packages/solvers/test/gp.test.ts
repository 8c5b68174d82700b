import { readFileSync } from "node:fs";
import { fromRows, matrix, random, toRows } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import {
  fitAmplitudeAndNoise,
  gaussianCalibration,
  gaussianProcess,
  gaussianProcessPredict,
  marginalLikelihood,
  maximizeMarginalLikelihood,
  posteriorSamples,
} from "@ntkit/solvers";
import { describe, expect, test } from "vitest";
import { normals, rbf, rejection } from "./support.ts";

interface Fixture {
  readonly x: number[][];
  readonly targets: number[][];
  readonly test: number[][];
  readonly amplitude: number;
  readonly lengthScale: number;
  readonly noise: number;
  readonly value: number;
  readonly logGradient: [number, number, number];
  readonly best: { amplitude: number; lengthScale: number; noise: number; value: number };
  readonly hetero: { noise: number[]; mean: number[][]; covariance: number[][]; value: number };
  readonly calibration: {
    readonly mean: number[][];
    readonly variance: number[];
    readonly targets: number[][];
    readonly levels: number[];
    readonly negativeLogDensity: number;
    readonly pit: number[][];
    readonly coverage: number[];
    readonly calibrationError: number;
  };
}

/** Written by tooling/fixtures/solvers-gp.py. */
const fixture = JSON.parse(
  readFileSync(new URL("./fixtures/gp.json", import.meta.url), "utf8"),
) as Fixture;

const { amplitude, lengthScale, noise } = fixture;
const x = fromRows(fixture.x);
const targets = fromRows(fixture.targets);
const kernel = rbf(x, x, lengthScale);

/** The RBF kernel at log ℓ, and its derivative in log ℓ: K |a − b|²/ℓ² = −2 K log K. */
function kernelAt(parameters: ArrayLike<number>): { kernel: Matrix; derivatives: [Matrix] } {
  const k = rbf(x, x, Math.exp(parameters[0]!));
  const slope = k.data.map((value) => (value > 0 ? -2 * value * Math.log(value) : 0));
  return { kernel: k, derivatives: [{ ...k, data: slope }] };
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

describe("marginalLikelihood", () => {
  test("reference: value and gradients are scikit-learn's to 1e-11", async () => {
    const { derivatives } = kernelAt([Math.log(lengthScale)]);
    const found = await marginalLikelihood({ kernel, targets, noise, amplitude, derivatives });
    expect(found.value).toBeAllclose(fixture.value, { rtol: 1e-11 });
    // scikit-learn has s² and s²σ² as parameters: ∂/∂log s² at fixed s²σ² is ours minus the noise's
    const [inAmplitude, inScale, inWhite] = fixture.logGradient;
    const inNoise = noise * total(found.noiseGradient);
    expect(found.gradient[0]!).toBeAllclose(inScale, { rtol: 1e-11 });
    expect(inNoise).toBeAllclose(inWhite, { rtol: 1e-11 });
    expect(amplitude * found.amplitudeGradient - inNoise).toBeAllclose(inAmplitude, {
      rtol: 1e-11,
    });
  });

  test("agreement: every derivative is the central difference to 1e-7", async () => {
    const shape = Float64Array.from({ length: 30 }, (_, i) => 0.05 + 0.01 * i);
    const at = async (logScale: number, s2: number | undefined, row: number) => {
      const changed = shape.map((value, i) => (i === 7 ? value + row : value));
      const problem = { kernel: kernelAt([logScale]).kernel, targets, noise: changed };
      return (await marginalLikelihood({ ...problem, amplitude: s2 })).value;
    };
    const found = await marginalLikelihood({
      ...kernelAt([0.2]),
      targets,
      noise: shape,
      amplitude: 2,
    });
    const h = 1e-5;
    const difference = async (f: (h: number) => Promise<number>) =>
      ((await f(h)) - (await f(-h))) / (2 * h);
    const options = { rtol: 1e-7 };
    const inScale = await difference((d) => at(0.2 + d, 2, 0));
    const inAmplitude = await difference((d) => at(0.2, 2 + d, 0));
    const inRow = await difference((d) => at(0.2, 2, d));
    expect(found.gradient[0]!).toBeAllclose(inScale, options);
    expect(found.amplitudeGradient).toBeAllclose(inAmplitude, options);
    expect(found.noiseGradient[7]!).toBeAllclose(inRow, options);
    const profile = await marginalLikelihood({ ...kernelAt([0.2]), targets, noise: shape });
    const ofProfile = await difference((d) => at(0.2 + d, undefined, 0));
    expect(profile.gradient[0]!).toBeAllclose(ofProfile, options);
  });

  test("says how it was solved: condition and residual are gaussianProcess's", async () => {
    const process = await gaussianProcess({ kernel, targets, noise });
    const { reason, conditionNumber, residual } = process;
    const found = await marginalLikelihood({ kernel, targets, noise });
    expect(reason).toBe("solved");
    expect(found).toMatchObject({ reason, conditionNumber, residual });
    expect(residual).toBeLessThan(1e-13);
    expect(conditionNumber).toBeGreaterThan(1);
  });

  test("identity: amplitude 1 is gaussianProcess's value; the default amplitude has slope 0", async () => {
    const { logMarginalLikelihood } = await gaussianProcess({ kernel, targets, noise });
    const one = await marginalLikelihood({ kernel, targets, noise, amplitude: 1 });
    expect(one.value).toBeAllclose(total(logMarginalLikelihood), { rtol: 1e-14 });
    const best = await marginalLikelihood({ kernel, targets, noise });
    expect(best.amplitude).toBe(one.bestAmplitude);
    expect(best.amplitudeGradient).toBe(0);
    expect(best.value).toBeGreaterThan(one.value);
    const withDerivatives = await marginalLikelihood({
      ...kernelAt([Math.log(lengthScale)]),
      targets,
      noise,
    });
    expect(withDerivatives.noiseGradient).toBeAllclose(best.noiseGradient, { rtol: 1e-9 });
  });

  test("rejects derivatives of another shape, targets of zeros and a negative amplitude", async () => {
    const bad = { kernel, targets, noise, derivatives: [matrix(2, 2)] };
    await expect(marginalLikelihood(bad)).rejects.toThrow("derivatives[0] must be 30×30");
    const zeros = { kernel, targets: matrix(30, 1), noise };
    await expect(marginalLikelihood(zeros)).rejects.toThrow(
      "amplitude must be finite and above 0, got 0",
    );
    const value = (await marginalLikelihood({ ...zeros, amplitude: 1 })).value;
    expect(Number.isFinite(value)).toBe(true);
    await expect(marginalLikelihood({ kernel, targets, amplitude: -1, noise })).rejects.toThrow(
      RangeError,
    );
  });
});

describe("gaussianProcess with noise per row", () => {
  const hetero = Float64Array.from(fixture.hetero.noise);
  const tests = fromRows(fixture.test);
  const at = { cross: rbf(tests, x, lengthScale), testKernel: rbf(tests, tests, lengthScale) };

  test("reference: mean, covariance and likelihood are scikit-learn's to 1e-12", async () => {
    const process = await gaussianProcess({ kernel, targets, noise: hetero });
    const { mean, covariance } = await gaussianProcessPredict(process, at);
    expect(mean).toBeAllclose(fixture.hetero.mean, { atol: 1e-12 });
    expect(covariance!).toBeAllclose(fixture.hetero.covariance, { atol: 1e-12 });
    expect(total(process.logMarginalLikelihood)).toBeAllclose(fixture.hetero.value, {
      rtol: 1e-12,
    });
  });

  test("identity: equal noises are one noise, bit for bit", async () => {
    const one = await gaussianProcess({ kernel, targets, noise: 0.3 });
    const each = await gaussianProcess({ kernel, targets, noise: new Float64Array(30).fill(0.3) });
    expect(each.coefficients.data).toEqual(one.coefficients.data);
  });

  test("the noise of new rows must be given, and is added to their variances", async () => {
    const process = await gaussianProcess({ kernel, targets, noise: hetero });
    const error = await rejection(gaussianProcessPredict(process, at, { includeNoise: true }));
    expect(error.message).toContain("includeNoise must be an array of 8 variances");
    const plain = await gaussianProcessPredict(process, at);
    const added = Float64Array.from({ length: 8 }, (_, i) => i / 10);
    const noisy = await gaussianProcessPredict(process, at, { includeNoise: added });
    const expected = plain.variance.map((v, i) => v + added[i]!);
    expect(noisy.variance).toBeAllclose(expected, { rtol: 1e-15 });
    const testDiagonal = new Float64Array(8).fill(1);
    const short = await gaussianProcessPredict(
      process,
      { cross: at.cross, testDiagonal },
      { includeNoise: added },
    );
    expect(short.variance).toBeAllclose(noisy.variance, { rtol: 1e-13 });
  });

  test("rejects noises of a wrong number or sign, naming the row", async () => {
    const three = { kernel, targets, noise: new Float64Array(3) };
    await expect(gaussianProcess(three)).rejects.toThrow("noise must be one number or 30");
    const negative = hetero.map((value, i) => (i === 4 ? -1 : value));
    await expect(gaussianProcess({ kernel, targets, noise: negative })).rejects.toThrow(
      "got -1 in row 4",
    );
  });
});

describe("fitAmplitudeAndNoise", () => {
  test("agreement: no noise or amplitude around the found ones is more likely", async () => {
    const found = await fitAmplitudeAndNoise({ kernel, targets });
    expect(found.reason).toBe("converged");
    expect(Math.abs(found.slope)).toBeLessThan(1e-9);
    const at = await marginalLikelihood({ kernel, targets, ...found });
    expect(at.value).toBeAllclose(found.logMarginalLikelihood, { rtol: 1e-12 });
    expect(at.bestAmplitude).toBeAllclose(found.amplitude, { rtol: 1e-10 });
    expect(found.noise * total(at.noiseGradient)).toBeAllclose(0, { atol: 1e-8 });
    for (const factor of [0.01, 0.9, 1.1, 100]) {
      const other = await marginalLikelihood({ kernel, targets, noise: factor * found.noise });
      expect(other.value).toBeLessThan(found.logMarginalLikelihood);
    }
  });

  test("agreement: a noise shape gives the likelihood of that noise per row", async () => {
    const noiseShape = Float64Array.from({ length: 30 }, (_, i) => 0.1 + i);
    const found = await fitAmplitudeAndNoise({ kernel, targets, noiseShape });
    const noiseOfRows = noiseShape.map((d) => d * found.noise);
    const at = await marginalLikelihood({ kernel, targets, noise: noiseOfRows });
    expect(at.value).toBeAllclose(found.logMarginalLikelihood, { rtol: 1e-12 });
    const slope = at.noiseGradient.reduce((sum, g, i) => sum + g * noiseOfRows[i]!, 0);
    expect(slope).toBeAllclose(0, { atol: 1e-8 });
  });

  test("says at which bound the likelihood still grows", async () => {
    const white = normals(30, 1, 3);
    const far = await fitAmplitudeAndNoise({ kernel, targets: white, bounds: [1e-6, 1e-3] });
    expect(far).toMatchObject({ reason: "at-upper-bound", steps: 0 });
    expect(far.slope).toBeGreaterThan(0);
    const smooth = matrix(
      30,
      1,
      Float64Array.from(fixture.x, (row) => row[0]! / 10),
    );
    const near = await fitAmplitudeAndNoise({ kernel, targets: smooth, bounds: [0.1, 10] });
    expect(near.reason).toBe("at-lower-bound");
    expect(near.slope).toBeLessThan(0);
  });

  test("rejects zeros, bounds in the wrong order and a singular kernel", async () => {
    await expect(fitAmplitudeAndNoise({ kernel, targets: matrix(30, 1) })).rejects.toThrow(
      "not all be 0",
    );
    await expect(fitAmplitudeAndNoise({ kernel, targets, bounds: [1, 1] })).rejects.toThrow(
      "0 < lower",
    );
    const ones = matrix(30, 30, new Float64Array(900).fill(1));
    const error = await rejection(
      fitAmplitudeAndNoise({ kernel: ones, targets, bounds: [1e-20, 1] }),
    );
    expect(error).toMatchObject({ reason: "not-positive-definite", detail: { bound: 1e-20 } });
  });
});

describe("maximizeMarginalLikelihood", () => {
  test("reference: finds the hyper-parameters that scikit-learn finds, and is no less likely", async () => {
    const problem = { kernelAt, targets, start: [0], noise: 0.5 };
    const found = await maximizeMarginalLikelihood(problem);
    const { best } = fixture;
    expect(found.reason).toBe("converged");
    expect(found.logMarginalLikelihood).toBeGreaterThan(best.value - 1e-9);
    expect(found.logMarginalLikelihood).toBeAllclose(best.value, { rtol: 1e-7 });
    // scikit-learn stops at a gradient of 1e-5
    expect(Math.exp(found.parameters[0]!)).toBeAllclose(best.lengthScale, { rtol: 1e-4 });
    expect(found.noise).toBeAllclose(best.noise, { rtol: 1e-3 });
    expect(found.amplitude).toBeAllclose(best.amplitude, { rtol: 1e-3 });
  });

  test("agreement: without parameters it is fitAmplitudeAndNoise", async () => {
    const problem = { kernelAt: () => ({ kernel, derivatives: [] }), targets, start: [], noise: 1 };
    const found = await maximizeMarginalLikelihood(problem, { tolerance: 1e-10 });
    const direct = await fitAmplitudeAndNoise({ kernel, targets });
    expect(found.noise).toBeAllclose(direct.noise, { rtol: 1e-7 });
    expect(found.logMarginalLikelihood).toBeAllclose(direct.logMarginalLikelihood, { rtol: 1e-12 });
  });

  test("a noise can be held", async () => {
    const problem = { kernelAt, targets, start: [0], noise: 0.2, fixedNoise: true };
    const found = await maximizeMarginalLikelihood(problem);
    expect(found.noise).toBe(0.2);
    expect(found.gradient.length).toBe(1);
  });

  test("too few steps are an error with the numbers, or a result with the reason", async () => {
    const problem = { kernelAt, targets, start: [-2], noise: 3 };
    const error = await rejection(maximizeMarginalLikelihood(problem, { maxSteps: 1 }));
    expect(error).toMatchObject({ reason: "max-steps", detail: { steps: 1 } });
    const partial = await maximizeMarginalLikelihood(problem, {
      maxSteps: 1,
      throwOnFailure: false,
    });
    expect(partial).toMatchObject({ reason: "max-steps", steps: 1 });
  });
});

describe("posteriorSamples", () => {
  const tests = fromRows(fixture.test);
  const at = { cross: rbf(tests, x, lengthScale), testKernel: rbf(tests, tests, lengthScale) };

  test("agreement: mean and covariance of 40 000 samples are the posterior's", async () => {
    const process = await gaussianProcess({ kernel, targets, noise });
    const posterior = await gaussianProcessPredict(process, at);
    const count = 40_000;
    const samples = await posteriorSamples(posterior, { count, random: random(5) });
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (const { data } of samples) {
          const [a, b] = [2 * i, 2 * j];
          sum += (data[a]! - posterior.mean.data[a]!) * (data[b]! - posterior.mean.data[b]!);
        }
        const scale = Math.sqrt(posterior.variance[i]! * posterior.variance[j]!);
        // the standard error is at most √2 / √40 000 = 0.7 %
        const error = (sum / count - posterior.covariance!.data[i * 8 + j]!) / scale;
        expect(Math.abs(error)).toBeLessThan(0.03);
      }
    }
  });

  test("identity: at noiseless training rows every sample is the target", async () => {
    const k = rbf(x, x, 0.5);
    const process = await gaussianProcess({ kernel: k, targets });
    const posterior = await gaussianProcessPredict(process, { cross: k, testKernel: k });
    const [sample] = await posteriorSamples(posterior, { count: 1, random: random(1) });
    expect(sample!).toBeAllclose(targets, { atol: 1e-5 });
  });

  test("equal seeds give equal samples, and outputs differ from one another", async () => {
    const prior = { mean: matrix(30, 2), covariance: kernel };
    const draw = (seed: number) => posteriorSamples(prior, { count: 2, random: random(seed) });
    const [first, second] = await draw(3);
    expect((await draw(3)).map(toRows)).toEqual([first!, second!].map(toRows));
    expect(toRows((await draw(4))[0]!)).not.toEqual(toRows(first!));
    expect(first!.data[0]).not.toBe(first!.data[1]);
    expect(first!.data[0]).not.toBe(second!.data[0]);
  });

  test("rejects a posterior without covariance, and covariances that are none", async () => {
    const draw = (covariance?: Matrix) =>
      posteriorSamples(
        { mean: matrix(2, 1), ...(covariance && { covariance }) },
        { count: 1, random: random(1) },
      );
    await expect(draw()).rejects.toThrow("predict with testKernel");
    await expect(
      draw(
        fromRows([
          [1, 2],
          [2, 1],
        ]),
      ),
    ).rejects.toThrow("negative eigenvalues");
    await expect(draw(matrix(3, 3))).rejects.toThrow("mean must have 3 rows");
  });
});

describe("gaussianCalibration", () => {
  const { calibration } = fixture;
  const problem = {
    mean: fromRows(calibration.mean),
    variance: Float64Array.from(calibration.variance),
    targets: fromRows(calibration.targets),
    levels: calibration.levels,
  };

  test("reference: all metrics are SciPy's to 1e-14", () => {
    const found = gaussianCalibration(problem);
    expect(found.pit).toBeAllclose(calibration.pit, { rtol: 1e-13 });
    expect(found.negativeLogDensity).toBeAllclose(calibration.negativeLogDensity, { rtol: 1e-14 });
    expect(found.coverage.map(({ fraction }) => fraction)).toEqual(calibration.coverage);
    expect(found.calibrationError).toBeAllclose(calibration.calibrationError, { atol: 1e-14 });
  });

  test("agreement: the CRPS is the integral of (F − step)² to 1e-5", () => {
    const one = { mean: matrix(1, 1), variance: Float64Array.of(4), targets: fromRows([[1.5]]) };
    const draws = Array.from({ length: 4000 }, (_, i) => (i + 0.5) / 100 - 20);
    const reference = draws.reduce((sum, y) => {
      const below = gaussianCalibration({ ...one, targets: fromRows([[y]]) }).pit.data[0]!;
      return sum + (below - (y >= 1.5 ? 1 : 0)) ** 2 / 100;
    }, 0);
    expect(gaussianCalibration(one).crps).toBeAllclose(reference, { rtol: 1e-5 });
  });

  test("rejects variances of 0 and levels outside (0, 1)", () => {
    expect(() => gaussianCalibration({ ...problem, variance: new Float64Array(40) })).toThrow(
      "variance must be finite and above 0, got 0 in row 0",
    );
    expect(() => gaussianCalibration({ ...problem, levels: [1] })).toThrow("got 1");
  });
});
