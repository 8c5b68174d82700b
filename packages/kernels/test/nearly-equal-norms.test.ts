import { dense, erf, serial } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import { fromRows, random } from "@ntkit/linalg";
import { expect, test } from "vitest";

const readout = serial(dense({ weightStd: 1.3, biasStd: 0.2 }), erf(), dense());

/** Unit vectors, of which every other one is longer by `excess`. */
function directions(count: number, excess: number): number[][] {
  const { normal } = random(1);
  return Array.from({ length: count }, (_, i) => {
    const row = [normal(), normal(), normal()];
    const length = Math.hypot(...row) / (1 + excess * (i % 2));
    return row.map((value) => value / length);
  });
}

// So many rows are tabulated over the angle where their norms are equal, a few of them never are.
test.each([0, 1e-14, 1e-12, 1e-10, 1e-6])(
  "agreement: many rows whose norms differ by %s have the kernels of a few of them",
  async (excess) => {
    const rows = directions(260, excess);
    const kernel = kernelFunction(readout);
    const all = await kernel.evaluate(fromRows(rows));
    const few = await kernel.evaluate(fromRows(rows.slice(0, 6)));
    for (const kind of ["nngp", "ntk"] as const) {
      const corner = Float64Array.from({ length: 36 }, (_, k) => {
        return all[kind].data[Math.floor(k / 6) * 260 + (k % 6)]!;
      });
      expect(corner).toBeAllclose(few[kind].data, { rtol: 1e-13 });
    }
  },
);
