import {
  arora,
  aroraUci,
  checkNetwork,
  dense,
  erf,
  jacot,
  mlp,
  presetNames,
  presets,
} from "../src/index.ts";
import {
  cntk,
  conv,
  convLocal,
  globalAvgPool,
  globalSumPool,
  myrtle10,
  myrtle5,
  myrtle7,
  outputShape,
} from "../src/index.ts";
import { elementwise, relu, serial, sign, tanh } from "../src/index.ts";
import { expect, test } from "vitest";
import { networkError } from "./helpers.ts";

test("mlp has depth hidden layers and a linear readout", () => {
  const hidden = dense({ weightStd: Math.SQRT2, biasStd: 0.1 });
  expect(mlp({ depth: 2 })).toStrictEqual(serial(hidden, relu(), hidden, relu(), dense()));
  expect(mlp({ depth: 0 })).toStrictEqual(serial(dense()));
});

test("mlp passes on every option", () => {
  const parameterization = "standard";
  const network = mlp({
    depth: 1,
    activation: erf(),
    weightStd: 1.5,
    biasStd: null,
    readoutWeightStd: 2,
    readoutBiasStd: 0.5,
    units: 32,
    outputs: 3,
    parameterization,
  });
  expect(network).toStrictEqual(
    serial(
      dense({ units: 32, weightStd: 1.5, parameterization }),
      erf(),
      dense({ units: 3, weightStd: 2, biasStd: 0.5, parameterization }),
    ),
  );
});

test("jacot counts dense layers, each with weights of 1 and biases of beta", () => {
  const layer = dense({ biasStd: 0.3 });
  expect(jacot({ depth: 3, beta: 0.3, activation: tanh() })).toStrictEqual(
    serial(layer, tanh(), layer, tanh(), layer),
  );
  expect(jacot({ depth: 1 })).toStrictEqual(serial(dense({ biasStd: 0.1 })));
});

test("arora does not divide by the input's width and normalises by c_sigma after every activation", () => {
  const later = dense({ weightStd: Math.SQRT2 });
  const input = dense({ scaling: "sum" });
  expect(arora({ depth: 2 })).toStrictEqual(serial(input, relu(), later, relu(), later));
  expect(arora({ depth: 1, activation: elementwise("f"), cSigma: 4 })).toStrictEqual(
    serial(input, elementwise("f"), dense({ weightStd: 2 })),
  );
  expect(arora({ depth: 1, activation: sign() }).layers[2]).toStrictEqual(dense());
});

test("arora asks for cSigma where the activation's is not known", () => {
  const error = networkError(() => arora({ depth: 1, activation: elementwise("f") }));
  expect(error.message).toContain("arora.cSigma: must be given for the activation elementwise");
});

test("aroraUci fixes the first layers and normalises nothing", () => {
  expect(aroraUci({ depth: 3, fixedLayers: 2 })).toStrictEqual(
    serial(
      dense({ scaling: "sum", trainable: false }),
      relu(),
      dense({ trainable: false }),
      relu(),
      dense(),
    ),
  );
  expect(aroraUci({ depth: 1 })).toStrictEqual(serial(dense({ scaling: "sum" })));
  expect(networkError(() => aroraUci({ depth: 2, fixedLayers: 2 })).message).toBe(
    "aroraUci.fixedLayers: must be at most depth - 1 = 1, so that the last layer is trained; got 2",
  );
});

test("presets are correctly wired networks at every depth", () => {
  for (const name of presetNames) {
    for (const depth of [2, 3, 7]) {
      const network = name.startsWith("myrtle") ? presets.myrtle5() : presets[name]({ depth });
      expect(() => {
        checkNetwork(network);
      }).not.toThrow();
    }
  }
  expect(Object.keys(presets)).toStrictEqual([...presetNames]);
});

test("presets name the option that is wrong", () => {
  expect(networkError(() => mlp({ depth: -1 })).message).toBe(
    "mlp.depth: must be a whole number from 0 to 100000, got -1",
  );
  expect(networkError(() => jacot({} as { depth: number })).path).toStrictEqual(["depth"]);
  expect(networkError(() => mlp({ depth: 1, activation: dense() as never })).message).toContain(
    "mlp.activation: must be an activation such as relu()",
  );
  expect(networkError(() => arora({ depth: 1, cSigma: 0 })).path).toStrictEqual(["cSigma"]);
});

test("cntk has depth - 1 convolutions that sum over patches, and a readout of each place or of their mean", () => {
  const shape = { filterShape: [3, 3], padding: "same" } as const;
  const first = conv({ ...shape, scaling: "sum" });
  const later = conv({ ...shape, weightStd: Math.SQRT2 });
  expect(cntk({ depth: 3 })).toStrictEqual(
    serial(
      first,
      relu(),
      later,
      relu(),
      convLocal({ filterShape: [1, 1], weightStd: Math.SQRT2 / 3 }),
      globalSumPool(),
    ),
  );
  const weightStd = Math.SQRT2 / 5;
  expect(cntk({ depth: 2, gap: true, filterSize: 5, fixedEnds: true, outputs: 10 })).toStrictEqual(
    serial(
      conv({ filterShape: [5, 5], padding: "same", scaling: "sum", trainable: false }),
      relu(),
      globalAvgPool(),
      dense({ weightStd, trainable: false, units: 10 }),
    ),
  );
  expect(networkError(() => cntk({ depth: 1 })).path).toStrictEqual(["depth"]);
});

test("myrtle networks have 5, 7 and 10 layers with weights, and end in one row of features", () => {
  const weights = [myrtle5(), myrtle7(), myrtle10()].map(
    ({ layers }) => layers.filter(({ type }) => type === "conv" || type === "dense").length,
  );
  expect(weights).toStrictEqual([5, 7, 10]);
  expect(outputShape(myrtle10({ channels: 16, outputs: 10 }), [32, 32, 3])).toStrictEqual([10]);
  expect(myrtle5({ biasStd: 0.1, weightStd: 1 }).layers[0]).toStrictEqual(
    conv({ filterShape: [3, 3], padding: "same", biasStd: 0.1 }),
  );
});
