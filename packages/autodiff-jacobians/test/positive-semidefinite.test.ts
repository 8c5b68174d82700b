import { dense, serial, tanh } from "@ntkit/architecture";
import { empiricalNtk, ntkFromFactors } from "@ntkit/autodiff-jacobians";
import type { Factors, FactorNumbers } from "@ntkit/autodiff-jacobians";
import { matrix, wasmEngine } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { afterAll, expect, test } from "vitest";
import { randomModel } from "./support/draw.ts";

const engine = await wasmEngine();
afterAll(() => engine.dispose());

/** The smallest eigenvalue in units of the largest one's last bit. */
async function smallest(kernel: Matrix): Promise<number> {
  const { values } = await engine.eigenSymmetric(kernel);
  return values.at(-1)! / (values[0]! * Number.EPSILON);
}

// 1000 points of a smooth curve: most eigenvalues are far below the last bit of the largest.
const curve = matrix(1000, 3);
for (let i = 0; i < 1000; i++) {
  const t = i / 500;
  curve.data.set([Math.cos(t), Math.sin(t), Math.cos(2 * t)], 3 * i);
}
const wide = { units: 64, biasStd: 0.1 };
const model = randomModel(serial(dense(wide), tanh(), dense(wide), tanh(), dense({ units: 2 })), 3);

test("the kernel of 1000 points of smooth data has no negative eigenvalue beyond roundoff", async () => {
  expect(await smallest(await empiricalNtk(model, curve, undefined, { engine }))).toBeGreaterThan(-8); // prettier-ignore
});

test("neither has that of factors which are rounded to float32", async () => {
  const exact = await model.factors(curve, { engine });
  const kernel = await ntkFromFactors(rounded(exact), undefined, { engine });
  expect(await smallest(kernel)).toBeGreaterThan(-8);
});

function rounded(factors: Factors): Factors {
  const single = (x: FactorNumbers): Float32Array => new Float32Array(x);
  const sites = factors.sites.map((site) => {
    if (site.kind === "vector") return { ...site, gradients: single(site.gradients) };
    if (site.kind === "embedding") return { ...site, b: single(site.b) };
    return { ...site, a: single(site.a), b: single(site.b) };
  });
  return { ...factors, sites };
}
