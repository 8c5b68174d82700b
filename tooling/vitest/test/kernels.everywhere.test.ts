import { dense, erf, gelu, relu, serial, tanh } from "@ntkit/architecture";
import { angleKernel, kernelFunction, kernelGradients } from "@ntkit/kernels";
import { fromRows, matrix, random } from "@ntkit/linalg";
import { expect, test } from "vitest";

const x = fromRows([
  [0.3, -1.2, 0.5],
  [1.1, 0.4, -0.7],
]);

/** The first row of each kernel. */
const cases = [
  {
    activation: relu(),
    nngp: [0.5864666666666667, 0.11832156846876143],
    ntk: [1.1729333333333334, 0.052628074576312175],
  },
  {
    activation: erf(),
    nngp: [0.4946359363552284, -0.11936334814692702],
    ntk: [1.1206169700979018, -0.24014537102294567],
  },
  {
    activation: gelu(),
    nngp: [0.5098537737920081, 0.03256353560584753],
    ntk: [1.0554845411940663, -0.03109933587885691],
  },
  {
    activation: tanh(),
    nngp: [0.42339047057030843, -0.10432877799477734],
    ntk: [0.9352071658129808, -0.2096703105220527],
  },
];

test.each(cases)(
  "the kernels of $activation.type are the same numbers on every machine",
  async ({ activation, nngp, ntk }) => {
    const network = serial(dense({ weightStd: 1.4, biasStd: 0.1 }), activation, dense());
    const actual = await kernelFunction(network).evaluate(x, undefined, { get: ["nngp", "ntk"] });
    expect(actual.nngp.data.slice(0, 2)).toBeAllclose(nngp, { rtol: 1e-14 });
    expect(actual.ntk.data.slice(0, 2)).toBeAllclose(ntk, { rtol: 1e-13 });
  },
);

const rng = random(2);
const many = matrix(
  200,
  3,
  Float64Array.from({ length: 600 }, () => rng.normal()),
);

test.each([
  ["looked up over the angle", null, [159.33591182190997, 8406.85325429015]],
  ["carried through the layers", 0.1, [162.83591182190995, 8897.969991269558]],
] as const)(
  "the trace and sum of a kernel are the same numbers everywhere: %s",
  async (_, biasStd, expected) => {
    const network = serial(dense({ biasStd }), relu(), dense({ biasStd }), relu(), dense());
    const { ntk } = await kernelFunction(network).evaluate(many);
    const trace = ntk.data.reduce((sum, value, k) => (k % 201 === 0 ? sum + value : sum), 0);
    const total = ntk.data.reduce((sum, value) => sum + value, 0);
    expect([trace, total]).toBeAllclose(expected, { rtol: 1e-13 });
  },
);

test("gradients and Taylor coefficients are the same numbers everywhere", async () => {
  const network = serial(dense({ weightStd: 1.4, biasStd: 0.1 }), tanh(), dense());
  const { ntkGradients } = await kernelGradients(network, x);
  expect(ntkGradients.map(({ data }) => data[1]!)).toBeAllclose(
    [-0.12143116993577827, 0.1578214489151013, -0.41934062104410535],
    { rtol: 1e-12 },
  );
  expect(angleKernel(network).taylor(4)).toBeAllclose(
    [0.004660031480269592, 0.9133746369600726, 0.0024892797231349964, 0.1626435641741967],
    { rtol: 1e-12 },
  );
});
