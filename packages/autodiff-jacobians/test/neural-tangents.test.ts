import { readFileSync } from "node:fs";
import { dense, serial, tanh } from "@ntkit/architecture";
import { empiricalNngp, empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import { tensor } from "@ntkit/linalg";
import type { Tensor } from "@ntkit/linalg";
import { expect, test } from "vitest";

type Nested = readonly (readonly (readonly (readonly number[])[])[])[];
const fixture = JSON.parse(
  readFileSync(new URL("fixtures/neural-tangents.json", import.meta.url), "utf8"),
) as { readonly nngp: Nested; readonly ntk: Nested };

test("reference: tanh(x W₁ + b₁) W₂ + b₂ has the empirical kernels of neural-tangents 0.6.6, to 1e-13", async () => {
  const layer = (units: number) => dense({ units, biasStd: 1, parameterization: "standard" });
  const model = finiteNetwork(serial(layer(5), tanh(), layer(2)), 4).at({
    "0.weight": table(4, 5, (i, j) => Math.sin(0.5 + i + 1.7 * j)),
    "0.bias": tensor([5], Float64Array.of(0, 0.1, 0.2, 0.3, 0.4)),
    "2.weight": table(5, 2, (i, j) => Math.cos(0.2 + 0.6 * i + 1.1 * j)),
    "2.bias": tensor([2], Float64Array.of(0.05, -0.1)),
  });
  const x1 = table(2, 4, (i, j) => 1.5 * Math.cos(0.4 + 1.7 * i - 0.6 * j + 0.21 * i * j));
  const x2 = table(3, 4, (i, j) => Math.sin(1 + 2.3 * i + 0.9 * j + 0.37 * i * j));
  const form = "full" as const;
  const { data: ntk } = await empiricalNtk(model, x1, x2, { form });
  expect(ntk).toBeAllclose(outputsInside(fixture.ntk), { rtol: 1e-13, atol: 1e-14 });
  const { data: nngp } = await empiricalNngp(model, x1, x2, { form });
  expect(nngp).toBeAllclose(outputsInside(fixture.nngp), { rtol: 1e-13, atol: 1e-14 });
});

function table(rows: number, cols: number, entry: (i: number, j: number) => number): Tensor {
  const data = new Float64Array(rows * cols).map((_, at) =>
    entry(Math.floor(at / cols), at % cols),
  );
  return tensor([rows, cols], data);
}

/** [n, m, o, p] as [n, o, m, p]. */
function outputsInside(kernel: Nested): number[] {
  return kernel.flatMap((rows) => rows[0]!.flatMap((_, o) => rows.flatMap((entry) => entry[o]!)));
}
