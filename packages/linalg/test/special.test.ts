import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { erf, erfc, erfcx, gammaln, normalCdf, normalQuantile } from "../src/index.ts";
import { ulps } from "./helpers.ts";

/** Points and values by mpmath, written by tooling/fixtures/linalg-special.py. */
const fixtures = JSON.parse(
  readFileSync(new URL("fixtures/special.json", import.meta.url), "utf8"),
) as Record<string, [number, number][]>;

const functions = { erf, erfc, erfcx, normalCdf, normalQuantile, gammaln };
const limits = { erf: 1, erfc: 2, erfcx: 2, normalCdf: 2, normalQuantile: 2, gammaln: 2 };

describe("special functions", () => {
  test.each(Object.entries(limits))("reference: %s is within %i ulp of mpmath", (name, limit) => {
    const points = fixtures[name]!;
    expect(points.length).toBeGreaterThan(500);
    const f = functions[name as keyof typeof functions];
    for (const [x, value] of points) {
      expect(ulps(f(x), value), `${name}(${x})`).toBeLessThanOrEqual(limit);
    }
  });

  test("identity: erf is odd and erf + erfc is 1", () => {
    for (let x = -6; x <= 6; x += 0.037) {
      expect(erf(-x)).toBe(-erf(x));
      expect(erf(x) + erfc(x)).toBeAllclose(1, { rtol: 3e-16 });
    }
    expect(Object.is(erf(-0), -0)).toBe(true);
  });

  test("the limits are exact", () => {
    expect([erf(0), erf(Infinity), erf(-Infinity)]).toEqual([0, 1, -1]);
    expect([erfc(0), erfc(Infinity), erfc(-Infinity)]).toEqual([1, 0, 2]);
    expect([erfcx(0), erfcx(Infinity), erfcx(-Infinity)]).toEqual([1, 0, Infinity]);
    expect([normalCdf(0), normalCdf(Infinity), normalCdf(-Infinity)]).toEqual([0.5, 1, 0]);
    expect([normalQuantile(0.5), normalQuantile(0), normalQuantile(1)]).toEqual([
      0,
      -Infinity,
      Infinity,
    ]);
    expect([gammaln(1), gammaln(2), gammaln(Infinity)]).toEqual([0, 0, Infinity]);
  });

  test("NaN gives NaN where every number has a value", () => {
    for (const f of [erf, erfc, erfcx, normalCdf]) expect(f(NaN)).toBeNaN();
  });

  test("far tails underflow to subnormal numbers and then to 0, never to NaN", () => {
    expect(erfc(27)).toBeAllclose(5.237e-319, { rtol: 1e-4 });
    expect(erfc(28)).toBe(0);
    expect(normalCdf(-38)).toBeAllclose(2.885428e-316, { rtol: 1e-6 });
    expect(normalCdf(-39)).toBe(0);
  });

  test("identity: normalQuantile inverts normalCdf", () => {
    for (let x = -37; x < 5; x += 0.173) {
      expect(normalQuantile(normalCdf(x))).toBeAllclose(x, {
        rtol: 1e-15,
        atol: x > 0 ? 1e-9 : 1e-15,
      });
    }
  });

  test("arguments without a value are refused", () => {
    expect(() => normalQuantile(1.5)).toThrow(
      new RangeError("normalQuantile: p must be from 0 to 1, got 1.5"),
    );
    expect(() => normalQuantile(NaN)).toThrow(RangeError);
    expect(() => gammaln(0)).toThrow(new RangeError("gammaln: x must be above 0, got 0"));
    expect(() => gammaln(NaN)).toThrow(RangeError);
  });
});
