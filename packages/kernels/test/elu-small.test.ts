import { dense, elu, serial } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { fromRows } from "@ntkit/linalg";
import { expect, test } from "vitest";

// r, E φφ and E φ'φ' r²ρ at ρ = 0.6, by one nested integral with 40 digits (mpmath).
const known = [
  [0.001, 5.995217776667403e-7, 5.99521772062211e-7],
  [0.01, 5.9526314737331926e-5, 5.9526255694117645e-5],
  [0.05, 0.0014432087351166191, 0.0014431642753213842],
] as const;

test.each(known)(
  "reference: elu keeps its digits where its inputs have standard deviation %s",
  async (r, nngp, ntk) => {
    const rows = [
      [Math.SQRT2, 0],
      [0.6 * Math.SQRT2, 0.8 * Math.SQRT2],
    ];
    const kernel = kernelFunction(serial(dense({ weightStd: r }), elu()));
    const found = await kernel.evaluate(fromRows(rows));
    expect(found.nngp.data[1]!).toBeAllclose(nngp, { rtol: 1e-13 });
    expect(found.ntk.data[1]!).toBeAllclose(ntk, { rtol: 1e-13 });
  },
);
