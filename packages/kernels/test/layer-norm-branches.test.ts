import {
  dense,
  erf,
  fanInSum,
  fanOut,
  layerNorm,
  parallel,
  relu,
  serial,
} from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { expect, test } from "vitest";
import { evaluatePlain } from "./evaluate-plain.ts";
import { normalMatrix } from "./filled.ts";

test("agreement: what a layer norm makes of unequal norms counts in a sum of branches behind it", async () => {
  const biased = dense({ weightStd: 1.3, biasStd: 0.2 });
  const network = serial(
    biased,
    layerNorm({ epsilon: 0.5 }),
    fanOut(2),
    parallel(
      serial(dense({ weightStd: 2 }), relu(), dense()),
      serial(dense({ weightStd: 0.7 }), erf(), dense()),
    ),
    fanInSum(),
    biased,
    relu(),
    dense(),
  );
  const x = normalMatrix(7, 3, 4);
  const { nngp, ntk } = await kernelFunction(network).evaluate(x);
  const [plainNngp, plainNtk] = await evaluatePlain(network, x);
  expect(nngp).toBeAllclose(plainNngp!, { rtol: 1e-13 });
  expect(ntk).toBeAllclose(plainNtk!, { rtol: 1e-13 });
});
