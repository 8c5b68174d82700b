type Node = Readonly<Record<string, unknown>>;

const dense = (weightStd: number, biasStd: number | null, more: Node = {}): Node => ({
  type: "dense",
  weightStd,
  biasStd,
  ...more,
});
const serial = (...layers: Node[]): Node => ({ type: "serial", layers });
const readout = dense(1, 0);
const twice = (weightStd: number, activation: Node): Node =>
  serial({ type: "repeat", times: 2, layer: serial(dense(weightStd, 0.1), activation) }, readout);
const standard = { parameterization: "standard" };

/** The fully connected networks of the neural-tangents fixture, as network files. */
export const fullyConnected: Readonly<Record<string, Node>> = {
  fc_relu_3: serial(
    { type: "repeat", times: 3, layer: serial(dense(Math.SQRT2, 0.1), { type: "relu" }) },
    readout,
  ),
  fc_relu_std: serial(
    dense(1.5, 0.2, { units: 64, ...standard }),
    { type: "relu" },
    dense(1.1, 0.3, { units: 32, ...standard }),
    { type: "relu" },
    dense(0.9, null, { units: 1, ...standard }),
  ),
  "fc_leaky.1": twice(Math.SQRT2, { type: "leakyRelu", alpha: 0.1 }),
  fc_abs: twice(Math.SQRT2, { type: "abs" }),
  fc_erf: twice(Math.SQRT2, { type: "erf" }),
  fc_gelu: twice(Math.SQRT2, { type: "gelu" }),
  "fc_cos_1.2_.8_.3": twice(Math.SQRT2, { type: "cos", a: 1.2, b: 0.8, c: 0.3 }),
  "fc_exp_.9_.4": twice(1, { type: "exp", a: 0.9, b: 0.4 }),
  fc_gabor: twice(Math.SQRT2, { type: "gabor" }),
  fc_monomial3: serial(dense(1, 0.1), { type: "monomial", degree: 3 }, readout),
  fc_sign: twice(Math.SQRT2, { type: "sign" }),
  fc_num_tanh80: twice(Math.SQRT2, { type: "tanh" }),
  fc_res: serial(
    dense(1.2, 0.1),
    { type: "fanOut", count: 2 },
    {
      type: "parallel",
      branches: [
        { type: "identity" },
        serial({ type: "relu" }, dense(1.1, 0.2), { type: "erf" }, dense(0.9, 0.05)),
      ],
    },
    { type: "fanInSum" },
    { type: "relu" },
    readout,
  ),
  fc_concat: serial(
    { type: "fanOut", count: 2 },
    {
      type: "parallel",
      branches: [
        serial(dense(1.2, 0.1, { units: 8 }), { type: "relu" }),
        serial(dense(0.9, 0.2, { units: 24 }), { type: "erf" }),
      ],
    },
    { type: "fanInConcat" },
    dense(1, 0.1),
  ),
  fc_layernorm: serial(
    dense(1.3, 0.2),
    { type: "layerNorm" },
    { type: "relu" },
    dense(1.1, 0.1),
    { type: "layerNorm" },
    { type: "gelu" },
    readout,
  ),
};
