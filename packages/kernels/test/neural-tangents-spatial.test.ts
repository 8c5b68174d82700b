import type { Network } from "@ntkit/architecture";
import {
  aggregate,
  avgPool,
  conv,
  convLocal,
  convTranspose,
  dense,
  erf,
  flatten,
  globalAvgPool,
  imageResize,
  layerNorm,
  myrtle5,
  relu,
  selfAttention,
  serial,
} from "@ntkit/architecture";
import type { EvaluateOptions, KernelKind } from "@ntkit/kernels";
import { kernelFunction } from "@ntkit/kernels";
import type { Tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { examples, filled } from "./filled.ts";
import reference from "./fixtures/neural-tangents-spatial.json" with { type: "json" };

type Name = Exclude<keyof typeof reference, "_about">;

const { sin, cos, abs } = Math;
const i1 = filled([2, 5, 4, 3], (n, h, w, c) =>
  sin(1 + 1.1 * n + 0.7 * h + 0.5 * w + 1.3 * c + 0.13 * n * h * w),
);
const i2 = filled([1, 5, 4, 3], (n, h, w, c) =>
  cos(0.3 + 1.1 * n + 0.9 * h - 0.4 * w + 0.8 * c + 0.1 * h * w),
);
const s1 = filled([2, 6, 3], (n, h, c) => sin(1 + 1.1 * n + 0.7 * h + 1.3 * c + 0.2 * n * h));
const s2 = filled([1, 6, 3], (_, h, c) => cos(0.3 + 0.9 * h + 0.8 * c));
const m1 = filled([2, 8, 8, 3], (n, h, w, c) =>
  sin(1 + 1.1 * n + 0.7 * h + 0.5 * w + 1.3 * c + 0.013 * n * h * w),
);

const first = { filterShape: [3, 2], weightStd: 1.4, biasStd: 0.1 } as const;
const second = { filterShape: [2, 2], weightStd: 1.2, biasStd: 0.2 } as const;
const readout = dense({ biasStd: 0.1 });
const attention = { keyStd: 0.9, valueStd: 1.2, queryStd: 0.7, outStd: 0.8, biasStd: 0.5 };
const attentive = (options: Parameters<typeof selfAttention>[0]): Network =>
  serial(
    dense({ units: 12, weightStd: 1.2, biasStd: 0.1 }),
    selfAttention({ ...attention, ...options }),
    relu(),
    globalAvgPool(),
    dense({ biasStd: 0 }),
  );

const networks: Readonly<Record<Name, Network>> = {
  cnn_flat_SAME: serial(
    conv({ ...first, padding: "same" }),
    relu(),
    conv({ ...second, padding: "same" }),
    relu(),
    flatten(),
    readout,
  ),
  cnn_gap_VALID: serial(conv(first), relu(), conv(second), relu(), globalAvgPool(), readout),
  cnn_stride_CIRCULAR: serial(
    conv({ ...first, strides: [2, 1], padding: "circular" }),
    erf(),
    conv({ ...second, strides: [1, 2], padding: "circular" }),
    relu(),
    globalAvgPool(),
    readout,
  ),
  cnnT_SAME: serial(
    convTranspose({ ...first, strides: [2, 1], padding: "same" }),
    relu(),
    globalAvgPool(),
    readout,
  ),
  lcn_gap_VALID: serial(
    convLocal(first),
    relu(),
    convLocal(second),
    relu(),
    globalAvgPool(),
    readout,
  ),
  cnn_avgpool_SAME_neFalse: serial(
    conv({ ...first, padding: "same" }),
    relu(),
    avgPool({ windowShape: [2, 3], strides: [2, 1], padding: "same" }),
    conv({ ...second, padding: "same" }),
    relu(),
    flatten(),
    readout,
  ),
  cnn_layernorm_HWC: serial(
    conv({ ...first, padding: "same" }),
    layerNorm({ spatialAxes: [1, 2] }),
    relu(),
    globalAvgPool(),
    readout,
  ),
  myrtle5_8x8: myrtle5({ biasStd: 0 }),
  attn_softmax: attentive({}),
  attn_id_sqrt: attentive({ mechanism: "identity", scaling: "sqrt" }),
  attn_softmax_posSUM: attentive({ positional: "sum", positionalStd: 0.8 }),
  gnn: serial(
    aggregate(),
    dense({ weightStd: 1.2, biasStd: 0.1 }),
    relu(),
    aggregate(),
    dense({ weightStd: 1.1, biasStd: 0.2 }),
    relu(),
    globalAvgPool(),
    dense({ biasStd: 0 }),
  ),
  mask_gap: serial(
    conv({ filterShape: [3], padding: "same", weightStd: 1.3, biasStd: 0.1 }),
    relu(),
    globalAvgPool(),
    readout,
  ),
  // The original takes the two sizes in the wrong order after a convolution.
  resize_linear: serial(
    conv({ ...first, padding: "same" }),
    relu(),
    imageResize({ shape: [6, 8] }),
    globalAvgPool(),
    readout,
  ),
};

const padded = (x: Tensor, lengths: readonly number[]): Tensor => ({
  ...x,
  data: x.data.map((value, k) => {
    const place = Math.floor(k / 3) % 6;
    return place >= lengths[Math.floor(k / 18)]! ? -7 : value;
  }),
});
const graph1 = filled([2, 6, 6], (n, u, v) => {
  if (n === 1 && u === 0 && v === 5) return 0.5;
  return abs(u - v) <= 1 ? 1 : 0;
});
const graph2 = filled([1, 6, 6], (_, u, v) => 1 / (1 + abs(u - v)));

function inputsOf(name: Name): [Tensor, Tensor, EvaluateOptions<KernelKind>] {
  if (name === "myrtle5_8x8") return [m1, examples(m1, 0, 1), {}];
  if (name === "gnn") return [s1, s2, { pattern: { x1: graph1, x2: graph2 } }];
  if (name === "mask_gap") return [padded(s1, [4, 5]), padded(s2, [3]), { maskConstant: -7 }];
  return name.startsWith("attn") ? [s1, s2, {}] : [i1, i2, {}];
}

describe("reference: agrees with neural-tangents to 1e-12 relative", () => {
  for (const [name, network] of Object.entries(networks) as [Name, Network][]) {
    const values = reference[name];
    const [x1, x2, options] = inputsOf(name);
    test(`${name}, between two sets of inputs`, async () => {
      const { nngp, ntk } = await kernelFunction(network).evaluate(x1, x2, options);
      expect(nngp).toBeAllclose(values.cross.nngp, { rtol: 1e-12 });
      expect(ntk).toBeAllclose(values.cross.ntk, { rtol: 1e-12 });
    });
    test(`${name}, of one set with itself`, async () => {
      const { nngp, ntk } = await kernelFunction(network).evaluate(x1, undefined, options);
      expect(nngp).toBeAllclose(values.self.nngp, { rtol: 1e-12 });
      // On the diagonal the original loses half of the digits of an angle that is 0.
      const rtol = name === "cnn_flat_SAME" || name.startsWith("attn_softmax") ? 2e-9 : 1e-12;
      expect(ntk).toBeAllclose(values.self.ntk, { rtol });
    });
  }
});
