import { dense, erf, relu, repeat, serial } from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { kernelFunction, kernelFunctions } from "@ntkit/kernels";
import { matrix, random } from "@ntkit/linalg";
import { expect, test } from "vitest";

const rng = random(11);
const x = matrix(
  9,
  4,
  Float64Array.from({ length: 36 }, () => rng.normal()),
);

function mlp(depth: number, activation: Network, fixed = 0): Network {
  const layer = (i: number): Network => dense({ biasStd: 0.1, trainable: i >= fixed });
  return serial(
    ...Array.from({ length: depth }, (_, i) => [layer(i), activation]).flat(),
    layer(depth),
  );
}

test("networks that share their first layers give together exactly what they give alone", async () => {
  const networks = [
    dense({ biasStd: 0.1 }),
    mlp(1, relu()),
    mlp(3, relu()),
    mlp(3, erf()),
    mlp(2, relu(), 1),
    serial(repeat(serial(dense({ biasStd: 0.1 }), relu()), 3), dense()),
    mlp(3, relu()),
  ];
  const together = await kernelFunctions(networks).evaluate(x);
  for (const [i, network] of networks.entries()) {
    const alone = await kernelFunction(network).evaluate(x);
    expect(together[i]!.nngp).toBeAllclose(alone.nngp, { rtol: 0 });
    expect(together[i]!.ntk).toBeAllclose(alone.ntk, { rtol: 0 });
  }
  const diagonals = kernelFunctions(networks).diagonal(x);
  expect(diagonals[2]!.ntk).toBeAllclose(kernelFunction(networks[2]!).diagonal(x).ntk, { rtol: 0 });
});

test("layers that are not trained drop out: the NTK of a network with a trained readout only is its NNGP", async () => {
  const { nngp, ntk } = await kernelFunction(mlp(2, relu(), 2)).evaluate(x);
  expect(ntk).toBeAllclose(nngp, { rtol: 1e-15 });
});

test("only what was asked for is there", async () => {
  const [only] = await kernelFunctions([mlp(1, relu())]).evaluate(x, undefined, { get: ["nngp"] });
  expect(Object.keys(only!)).toEqual(["nngp"]);
});
