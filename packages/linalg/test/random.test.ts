import { describe, expect, test } from "vitest";
import { random } from "../src/index.ts";

function take<T>(count: number, draw: () => T): T[] {
  return Array.from({ length: count }, draw);
}

describe("random", () => {
  test.each([
    [0, [0.5488135039273248, 0.7151893663724195, 0.6027633760716439]],
    [1, [0.417022004702574, 0.7203244934421581, 0.00011437481734488664]],
    [12345, [0.9296160928171479, 0.3163755545817859, 0.18391881167709445]],
  ])("reference: seed %i gives NumPy's RandomState uniforms to the last bit", (seed, expected) => {
    const { uniform } = random(seed);
    expect(take(3, uniform)).toEqual(expected);
  });

  test("reference: seed 42 gives NumPy's normals, and its integers and orders stay what they are", () => {
    const { normal, integer, shuffle } = random(42);
    expect(take(4, normal)).toBeAllclose(
      [0.4967141530112327, -0.13826430117118466, 0.6476885381006925, 1.5230298564080254],
      { rtol: 4e-16 },
    );
    expect(take(8, () => integer(10))).toMatchInlineSnapshot(`
      [
        7,
        3,
        1,
        1,
        3,
        4,
        2,
        1,
      ]
    `);
    expect(shuffle([0, 1, 2, 3, 4, 5])).toMatchInlineSnapshot(`
      [
        1,
        3,
        0,
        5,
        4,
        2,
      ]
    `);
  });

  test("first uniforms of neighbouring seeds have mean 1/2 and no correlation", () => {
    const first = take(4000, (() => {
      let seed = 0;
      return () => random(seed++).uniform();
    })()); // prettier-ignore
    const mean = first.reduce((sum, x) => sum + x, 0) / 4000;
    let correlation = 0;
    for (let i = 1; i < 4000; i++) correlation += (first[i]! - 0.5) * (first[i - 1]! - 0.5);
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / 4000));
    expect(Math.abs((correlation / 4000) * 12)).toBeLessThan(4 / Math.sqrt(4000));
  });

  test("normal has the moments of the standard normal distribution", () => {
    const { normal } = random(7);
    const count = 100_000;
    const draws = take(count, normal);
    const moment = (k: number) => draws.reduce((sum, z) => sum + z ** k, 0) / count;
    expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(count));
    expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
    expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / count));
    expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
  });

  test("integer is uniform on 0 … n - 1 (chi-squared within 4 sigma)", () => {
    const { integer } = random(3);
    const counts = new Float64Array(7);
    for (let i = 0; i < 70_000; i++) counts[integer(7)]!++;
    const chi2 = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chi2).toBeLessThan(6 + 4 * Math.sqrt(12));
    expect(integer(1)).toBe(0);
    expect(integer(2 ** 53)).toBeGreaterThan(2 ** 40);
  });

  test("shuffle gives every order equally often and leaves its argument alone", () => {
    const { shuffle } = random(5);
    const letters = ["a", "b", "c"];
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = shuffle(letters).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(4 * 41);
    expect(letters).toEqual(["a", "b", "c"]);
  });

  test("equal seeds give equal streams, seeds beyond 2³² are accepted and differ", () => {
    expect(take(5, random(9).uniform)).toEqual(take(5, random(9).uniform));
    const large = [2 ** 32, 2 ** 32 + 1, 2 ** 33, Number.MAX_SAFE_INTEGER];
    const first = [0, 1, ...large].map((seed) => random(seed).uniform());
    expect(new Set(first).size).toBe(6);
  });

  test.each([-1, 0.5, NaN, Infinity, 2 ** 53])("seed %d is refused", (seed) => {
    expect(() => random(seed)).toThrow(
      new RangeError(`random: seed must be an integer from 0 to 2⁵³ - 1, got ${seed}`),
    );
  });

  test("integer refuses an empty range", () => {
    expect(() => random(1).integer(0)).toThrow(
      new RangeError("integer: n must be an integer from 1 to 2⁵³, got 0"),
    );
    expect(() => random(1).integer(1.5)).toThrow(RangeError);
  });
});
