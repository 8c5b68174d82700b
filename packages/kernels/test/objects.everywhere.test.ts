import { dense, erf, gelu, relu, serial } from "@ntkit/architecture";
import { angleKernel, kernelFunction, kernelGradients } from "@ntkit/kernels";
import { fromRows } from "@ntkit/linalg";
import { expect, test } from "vitest";

const x = fromRows([
  [0.8, -1.1, 0.3],
  [-0.4, 0.9, 1.2],
]);

test("reference: derivatives of kernels in Node and in a page are those that Node found, to 1e-13", async () => {
  const network = serial(dense({ weightStd: 1.3, biasStd: 0.2 }), erf(), dense(), gelu(), dense());
  const { nngpGradients, ntkGradients } = await kernelGradients(network, x);
  const across = [...nngpGradients, ...ntkGradients].map(({ data }) => data[1]!);
  expect(across).toBeAllclose(
    [
      0.0010873139966863024, 0.04295796404746994, 0.013123564949523533, -0.026777454016103028,
      -0.038899441065136264, 0.09950573975363075, -0.11569041918424659, -0.17149693512412695,
    ],
    { rtol: 1e-13 },
  );
});

test("identity: without biases W ∂Θ/∂W is 2Θ for every layer of a homogeneous network", async () => {
  const network = serial(dense({ weightStd: 1.3 }), relu(), dense({ weightStd: 0.7 }));
  const { ntk, ntkGradients } = await kernelGradients(network, x);
  for (const [layer, weightStd] of [1.3, 0.7].entries()) {
    const scaled = ntkGradients[layer]!.data.map((value) => weightStd * value);
    expect(scaled).toBeAllclose(
      ntk.data.map((value) => 2 * value),
      { rtol: 1e-13 },
    );
  }
});

test("agreement: the kernel as a function of the angle is that of rows at the angle", async () => {
  const network = serial(dense({ biasStd: 0.3 }), gelu(), dense());
  const kernel = angleKernel(network, { variance: 1 });
  const rows = [-1, -0.4, 0, 0.3, 1].map((t) => [Math.SQRT2 * t, Math.sqrt(2 - 2 * t * t)]);
  const { ntk } = await kernelFunction(network).evaluate(
    fromRows([[Math.SQRT2, 0]]),
    fromRows(rows),
  );
  expect([-1, -0.4, 0, 0.3, 1].map((t) => kernel.value(t))).toBeAllclose(ntk.data, { rtol: 1e-13 });
  const slopes = [-0.4, 0, 0.3].map(
    (t) => (kernel.value(t + 1e-5) - kernel.value(t - 1e-5)) / 2e-5,
  );
  expect([-0.4, 0, 0.3].map((t) => kernel.derivative(t))).toBeAllclose(slopes, { rtol: 1e-8 });
});
