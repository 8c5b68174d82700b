import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { gaussHermite, gaussLegendre } from "../src/index.ts";
import type { Quadrature } from "../src/index.ts";

/** Non-negative nodes and their weights by mpmath, written by tooling/fixtures/linalg-quadrature.py. */
const fixtures = JSON.parse(
  readFileSync(new URL("fixtures/quadrature.json", import.meta.url), "utf8"),
) as Record<string, Record<string, [number, number][]>>;

function integrate({ nodes, weights }: Quadrature, f: (x: number) => number): number {
  return nodes.reduce((sum, node, i) => sum + weights[i]! * f(node), 0);
}

describe.each([
  ["hermite", gaussHermite, 1, 6e-14],
  ["legendre", gaussLegendre, 2, 4e-13],
] as const)("gauss rule, %s", (name, rule, mass, rtol) => {
  test.each(Object.keys(fixtures[name]!).map(Number))(
    `reference: %i nodes within 4e-16, weights within ${rtol} relative and 1e-15 absolute`,
    (n) => {
      const expected = fixtures[name]![n]!;
      const { nodes, weights } = rule(n);
      const upper = n - expected.length;
      expect(nodes.subarray(upper)).toBeAllclose(
        expected.map(([node]) => node),
        { rtol: 4e-16, atol: 4e-16 },
      );
      const exact = expected.map(([, weight]) => weight);
      expect(weights.subarray(upper)).toBeAllclose(exact, { rtol });
      expect(weights.subarray(upper)).toBeAllclose(exact, { rtol: 0, atol: 1e-15 });
    },
  );

  test("identity: nodes ascend and mirror, weights sum to the mass", () => {
    for (const n of [1, 2, 7, 50, 199, 320]) {
      const { nodes, weights } = rule(n);
      expect(nodes.map((x) => -x + 0).reverse()).toEqual(nodes.map((x) => x + 0));
      for (let i = 1; i < n; i++) expect(nodes[i]!).toBeGreaterThan(nodes[i - 1]!);
      expect(integrate(rule(n), () => 1)).toBeAllclose(mass, { rtol: 1e-15 });
      for (const weight of weights) expect(weight).toBeGreaterThan(0);
    }
  });

  test("a number of nodes that is no positive integer is refused", () => {
    expect(() => rule(0)).toThrow(RangeError);
    expect(() => rule(2.5)).toThrow(RangeError);
    expect(() => rule(NaN)).toThrow(RangeError);
  });
});

describe("gauss rules", () => {
  test("identity: n nodes are exact up to degree 2n - 1 and no further", () => {
    // E z⁶ = 15, E z⁸ = 105.
    expect(integrate(gaussHermite(4), (z) => z ** 6)).toBeAllclose(15, { rtol: 1e-14 });
    expect(integrate(gaussHermite(4), (z) => z ** 8)).toBeAllclose(81, { rtol: 1e-14 });
    expect(integrate(gaussLegendre(4), (x) => x ** 6)).toBeAllclose(2 / 7, { rtol: 1e-14 });
    expect(integrate(gaussLegendre(4), (x) => x ** 8)).not.toBeAllclose(2 / 9, { rtol: 1e-3 });
  });

  test("agreement: E cos(z) is e^(-1/2) with 20 nodes", () => {
    expect(integrate(gaussHermite(20), Math.cos)).toBeAllclose(Math.exp(-0.5), { rtol: 4e-15 });
  });

  test("gaussHermite refuses what float64 cannot hold", () => {
    expect(() => gaussHermite(321)).toThrow(
      new RangeError("gaussHermite: n must be an integer from 1 to 320, got 321"),
    );
  });
});
