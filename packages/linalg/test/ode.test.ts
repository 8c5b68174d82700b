import { dormandPrince, extrapolatedEuler, NumericalError } from "@ntkit/linalg";
import type { StiffOdeProblem } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";

const tight = { rtol: 1e-10, atol: 1e-13, maxSteps: 10_000 };
type Scalar = (y: number) => number;

/** Independent equations y′ = f(y) with ∂f/∂y. */
function separate(f: Scalar[], slope: Scalar[], start: number[], times: number[]): StiffOdeProblem {
  return {
    derivative: (y) => Promise.resolve(y.map((value, i) => f[i]!(value))),
    linearize: (y) => {
      const j = y.map((value, i) => slope[i]!(value));
      return Promise.resolve((h) =>
        Promise.resolve((b) => Promise.resolve(b.map((value, i) => value / (1 - h * j[i]!)))),
      );
    },
    start: { time: 0, values: Float64Array.from(start) },
    times,
    ...tight,
  };
}

const decay = (times: number[], rates = [1, 1e3, 1e6]): StiffOdeProblem =>
  separate(
    rates.map((rate) => (y) => -rate * (y - 2)),
    rates.map((rate) => () => -rate),
    rates.map(() => 1),
    times,
  );

describe.each([
  ["dormandPrince", dormandPrince as (p: StiffOdeProblem) => ReturnType<typeof dormandPrince>],
  ["extrapolatedEuler", extrapolatedEuler],
])("%s", (_, solve) => {
  test("follows decays at several times, the start among them", async () => {
    const times = [0, 0.3, 0.3, 1.7, 4];
    const { values } = await solve(decay(times, [1, 3]));
    times.forEach((t, k) => {
      const exact = [1, 3].map((rate) => 2 - Math.exp(-rate * t));
      expect(values[k]).toBeAllclose(exact, { rtol: 2e-9, atol: 1e-10 });
    });
  });

  test("follows a logistic curve through its turning point", async () => {
    const times = [1, 5, 20];
    const problem = separate([(y) => y * (1 - y)], [(y) => 1 - 2 * y], [1e-3], times);
    const { values } = await solve(problem);
    times.forEach((t, k) => {
      const odds = (1e-3 / 0.999) * Math.exp(t);
      expect(values[k]).toBeAllclose([odds / (1 + odds)], { rtol: 5e-9 });
    });
  });

  test("goes on from where it ended as if it had not stopped", async () => {
    const whole = await solve(decay([3], [1, 2]));
    const first = await solve(decay([1.1], [1, 2]));
    const second = await solve({ ...decay([3], [1, 2]), start: first.end });
    expect(second.values[0]).toBeAllclose(whole.values[0]!, { rtol: 1e-8 });
    expect(second.end.time).toBe(3);
  });

  test("does nothing when no time lies ahead", async () => {
    const { values, steps, end } = await solve(decay([0], [1]));
    expect([values[0]![0], steps, end.time]).toEqual([1, 0, 0]);
  });

  test("stops at the cap on steps, and where the solution blows up, with the time reached", async () => {
    const capped = solve({ ...decay([5], [1]), maxSteps: 2 });
    await expect(capped).rejects.toMatchObject({ reason: "max-steps", detail: { steps: 2 } });
    const grows = separate([(y) => y * y], [(y) => 2 * y], [1], [2]);
    const failed = await solve(grows).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(NumericalError);
    expect(["non-finite", "max-steps"]).toContain((failed as NumericalError).reason);
    expect((failed as NumericalError).detail.time).toBeCloseTo(1, 2);
  });

  test("can be aborted, and tells how far it is", async () => {
    const parts: number[] = [];
    const controller = new AbortController();
    const problem = decay([5], [1]);
    const call = {
      signal: controller.signal,
      onProgress: (part: number) => {
        parts.push(part);
        controller.abort();
      },
    };
    const run =
      solve === extrapolatedEuler ? extrapolatedEuler(problem, call) : dormandPrince(problem, call);
    await expect(run).rejects.toThrow(/abort/i);
    expect(parts).toHaveLength(1);
    expect(parts[0]).toBeGreaterThan(0);
  });
});

test("extrapolatedEuler takes few steps where the fast decays are over, Dormand and Prince's pair many", async () => {
  const { values, steps } = await extrapolatedEuler(decay([5, 1e4]));
  expect(values[0]).toBeAllclose([2 - Math.exp(-5), 2, 2], { rtol: 1e-9 });
  expect(values[1]).toBeAllclose([2, 2, 2], { rtol: 1e-10 });
  expect(steps).toBeLessThan(150);
  const explicit = dormandPrince(decay([5]));
  await expect(explicit).rejects.toMatchObject({ reason: "max-steps" });
});

test("the van der Pol oscillator at μ = 1000 turns where it should", async () => {
  const mu = 1000;
  const problem: StiffOdeProblem = {
    derivative: (y) =>
      Promise.resolve(Float64Array.of(y[1]!, mu * (1 - y[0]! ** 2) * y[1]! - y[0]!)),
    linearize: (y) => {
      const [a, b] = [-2 * mu * y[0]! * y[1]! - 1, mu * (1 - y[0]! ** 2)];
      return Promise.resolve((h) =>
        Promise.resolve((r) => {
          const det = 1 - h * b - h * h * a;
          return Promise.resolve(
            Float64Array.of(((1 - h * b) * r[0]! + h * r[1]!) / det, (h * a * r[0]! + r[1]!) / det),
          );
        }),
      );
    },
    start: { time: 0, values: Float64Array.of(2, 0) },
    times: [500, 1000],
    ...tight,
    rtol: 1e-9,
  };
  const { values, steps } = await extrapolatedEuler(problem);
  // SciPy 1.17, Radau with rtol 1e-12
  expect(values[0]![0]).toBeAllclose(1.5967689510528065, { rtol: 1e-7 });
  expect(values[1]![0]).toBeAllclose(-1.8636462548083723, { rtol: 1e-6 });
  expect(steps).toBeLessThan(1000);
});
