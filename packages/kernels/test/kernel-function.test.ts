import {
  abRelu,
  abs,
  dense,
  elementwise,
  elu,
  erf,
  expNormalized,
  fanInSum,
  fanOut,
  gelu,
  hermite,
  identity,
  layerNorm,
  leakyRelu,
  monomial,
  parallel,
  polynomial,
  relu,
  repeat,
  rectifiedMonomial,
  serial,
  sign,
  sin,
  softplus,
  tanh,
} from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { kernelFunction } from "@ntkit/kernels";
import type { KernelOptions } from "@ntkit/kernels";
import { eigenSymmetric, fromRows, matrix, toRows, transpose } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { normalMatrix } from "./filled.ts";

const biased = dense({ weightStd: 1.3, biasStd: 0.2 });
const deep = (activation: Network, depth = 2): Network =>
  serial(repeat(serial(biased, activation), depth), dense());

const activations = [
  relu(),
  abs(),
  erf(),
  gelu(),
  sin(),
  tanh(),
  softplus(),
  elu(),
  sign(),
  hermite(3),
  monomial(2),
  rectifiedMonomial(0),
  rectifiedMonomial(2),
  polynomial([0.2, 1, 0.1]),
  expNormalized(),
];

describe("identity: for every kind of activation", () => {
  for (const activation of activations) {
    const name = JSON.stringify(activation);
    const kernel = kernelFunction(deep(activation));
    const x = normalMatrix(7, 4, 3);

    test(`${name}: the kernel of x with a copy of x is that of x with itself`, async () => {
      const once = await kernel.evaluate(x);
      const twice = await kernel.evaluate(x, matrix(7, 4, x.data.slice()));
      expect(twice.nngp).toBeAllclose(once.nngp, { rtol: 1e-13, atol: 1e-15 });
      expect(twice.ntk).toBeAllclose(once.ntk, { rtol: 1e-13, atol: 1e-15 });
      expect(once.ntk).toBeAllclose(transpose(once.ntk), { rtol: 0 });
    });

    test(`${name}: the diagonal is that of the matrix`, async () => {
      const { nngp, ntk } = await kernel.evaluate(x);
      const diagonals = kernel.diagonal(x);
      expect(diagonals.nngp).toBeAllclose(
        toRows(nngp).map((row, i) => row[i]!),
        { rtol: 1e-15 },
      );
      expect(diagonals.ntk).toBeAllclose(
        toRows(ntk).map((row, i) => row[i]!),
        { rtol: 1e-15 },
      );
    });

    test(`${name}: both kernels are positive semidefinite, duplicates and a zero row included`, async () => {
      const rows = toRows(x);
      const { nngp, ntk } = await kernel.evaluate(
        fromRows([...rows, rows[2]!, rows[0]!.map((v) => -v), [0, 0, 0, 0]]),
      );
      for (const gram of [nngp, ntk]) {
        const { values } = eigenSymmetric(gram);
        expect(Math.min(...values)).toBeGreaterThan(-1e-14 * values[0]!);
      }
    });
  }
});

test("identity: a bias-free ReLU network is homogeneous of degree 2 in the scale of both inputs", async () => {
  const kernel = kernelFunction(
    serial(repeat(serial(dense({ weightStd: Math.SQRT2 }), relu()), 4), dense()),
  );
  const x = normalMatrix(5, 3, 1);
  const scaled = matrix(
    5,
    3,
    x.data.map((value) => 4 * value),
  );
  const [small, large] = [await kernel.evaluate(x), await kernel.evaluate(scaled)];
  expect(large.ntk).toBeAllclose(
    small.ntk.data.map((value) => 16 * value),
    { rtol: 0 },
  );
});

test("identity: at weightStd √2 the diagonal of a bias-free ReLU NTK of depth L is L times that of its NNGP", () => {
  const he = dense({ weightStd: Math.SQRT2 });
  for (const depth of [1, 3, 100]) {
    const network = serial(repeat(serial(he, relu()), depth - 1), he);
    const { nngp, ntk } = kernelFunction(network).diagonal(normalMatrix(3, 5, 2));
    expect(ntk).toBeAllclose(
      nngp.map((value) => depth * value),
      { rtol: 1e-13 },
    );
  }
});

test("identity: abRelu(a, a) is the linear layer times a, and abRelu(α, 1) is leakyRelu", async () => {
  const x = normalMatrix(6, 3, 5);
  const both = async (activation: Network): Promise<Matrix> =>
    (await kernelFunction(deep(activation, 1)).evaluate(x)).ntk;
  const linear = await kernelFunction(
    serial(dense({ weightStd: 1.3, biasStd: 0.2 }), dense()),
  ).evaluate(x);
  expect(await both(abRelu({ a: -2, b: -2 }))).toBeAllclose(
    linear.ntk.data.map((value) => 4 * value),
    { rtol: 1e-14, atol: 1e-14 },
  );
  expect(await both(abRelu({ a: 0.3, b: 1 }))).toBeAllclose(await both(leakyRelu({ alpha: 0.3 })), {
    rtol: 0,
  });
});

test("identity: expNormalized has NNGP √(q₁q₂) exp(γ(ρ + shift)) and slope γ times its exponential", async () => {
  const kernel = kernelFunction(
    serial(dense(), expNormalized({ gamma: 1.5, shift: -0.5 }), dense({ trainable: false })),
  );
  const { nngp, ntk } = await kernel.evaluate(fromRows([[2, 0]]), fromRows([[1, 1]]));
  const [r, c] = [Math.SQRT2, 1];
  const exponential = Math.exp(1.5 * (c / r - 0.5));
  expect(nngp).toBeAllclose([r * exponential], { rtol: 1e-14 });
  expect(ntk).toBeAllclose([1.5 * exponential * c], { rtol: 1e-14 });
});

describe("agreement: a function of the user's own", () => {
  const evaluate = async (activation: Network, options?: KernelOptions): Promise<Matrix> =>
    (await kernelFunction(deep(activation), options).evaluate(normalMatrix(4, 3, 8))).ntk;

  test("equals the built-in activation, by the series where it is analytic", async () => {
    const options = {
      elementwise: {
        mine: {
          phi: Math.tanh,
          derivative: (x: number) => 1 / Math.cosh(x) ** 2,
          width: Math.PI / 2,
          parity: "odd",
        },
      },
    } as const;
    expect(await evaluate(elementwise("mine"), options)).toBeAllclose(await evaluate(tanh()), {
      rtol: 0,
    });
  });

  test("equals the built-in activation to 1e-12, by split quadrature where it has a kink", async () => {
    const options: KernelOptions = {
      elementwise: {
        mine: {
          phi: (x) => Math.max(x, 0),
          derivative: (x) => (x > 0 ? 1 : 0),
          width: 1,
          kinks: [0],
          parity: "none",
        },
      },
    };
    expect(await evaluate(elementwise("mine"), options)).toBeAllclose(await evaluate(relu()), {
      rtol: 1e-12,
    });
  });

  test("equals elu to 1e-12 for radii from 0.001 to 20 and angles from 0.01 to 3.1", async () => {
    const alpha = 1.4;
    const options: KernelOptions = {
      elementwise: {
        mine: {
          phi: (x) => (x > 0 ? x : alpha * Math.expm1(x)),
          derivative: (x) => (x > 0 ? 1 : alpha * Math.exp(x)),
          width: 1,
          kinks: [0],
          parity: "none",
        },
      },
    };
    const [mine, builtIn] = [elementwise("mine"), elu({ alpha })].map((activation) =>
      kernelFunction(serial(dense(), activation, dense({ trainable: false })), options),
    );
    for (const radius of [0.001, 0.09, 0.11, 2.9, 3.1, 20]) {
      for (const angle of [0.01, 1.5, 3.1]) {
        const x = fromRows([[radius, 0]]);
        const y = fromRows([[1.1 * radius * Math.cos(angle), 1.1 * radius * Math.sin(angle)]]);
        const expected = await mine!.evaluate(x, y);
        const actual = await builtIn!.evaluate(x, y);
        expect(actual.nngp).toBeAllclose(expected.nngp, { rtol: 1e-12 });
        expect(actual.ntk).toBeAllclose(expected.ntk, { rtol: 1e-12 });
      }
    }
  });

  test("whose variance is too large for the series is integrated by quadrature, to 1e-12", async () => {
    // The sine as a function that claims to be too rough for a series, against its closed form.
    const options: KernelOptions = {
      elementwise: {
        mine: {
          phi: Math.sin,
          derivative: Math.cos,
          width: 0.2,
          parity: "odd",
        },
      },
    };
    const x = normalMatrix(2, 3, 8);
    const [mine, closed] = await Promise.all(
      [elementwise("mine"), sin()].map(
        async (activation) => (await kernelFunction(deep(activation, 1), options).evaluate(x)).ntk,
      ),
    );
    expect(mine!).toBeAllclose(closed!, { rtol: 1e-12 });
  });

  test("that is not given is an error that names those that are", () => {
    expect(() => kernelFunction(deep(elementwise("mine")))).toThrow(
      "layers[0].layer.layers[1].name: must be the name of a function in options.elementwise; none is given",
    );
  });
});

describe("networks with branches", () => {
  const branch = serial(relu(), dense({ weightStd: 1.1, biasStd: 0.3 }));
  const x = normalMatrix(5, 3, 4);
  const residual = (...branches: Network[]): Network =>
    serial(biased, fanOut(branches.length), parallel(...branches), fanInSum());

  test("identity: two copies of one signal sum to twice the signal, four times its kernels", async () => {
    const once = await kernelFunction(biased).evaluate(x);
    const twice = await kernelFunction(residual(identity(), identity())).evaluate(x);
    expect(twice.nngp).toBeAllclose(
      once.nngp.data.map((value) => 4 * value),
      { rtol: 0 },
    );
    expect(twice.ntk).toBeAllclose(
      once.ntk.data.map((value) => 4 * value),
      { rtol: 0 },
    );
  });

  test("identity: independent branches add", async () => {
    const one = await kernelFunction(serial(biased, branch)).evaluate(x);
    const skip = await kernelFunction(biased).evaluate(x);
    const sum = await kernelFunction(residual(identity(), branch, branch)).evaluate(x);
    expect(sum.ntk).toBeAllclose(
      one.ntk.data.map((value, i) => 2 * value + skip.ntk.data[i]!),
      { rtol: 1e-14 },
    );
  });

  test("branches that depend on each other are refused, with the place and which they are", () => {
    expect(() => kernelFunction(residual(identity(), layerNorm()))).toThrow(
      "layers[3]: the branches must be independent: all but one must end in a layer with weights of its own, got 0 and 1 without",
    );
    expect(() =>
      kernelFunction(residual(serial(dense(), relu()), serial(dense(), relu()))),
    ).toThrow("must be independent");
  });
});

describe("networks without an infinite-width limit are refused with the place in the tree", () => {
  test("an activation on the input", () => {
    expect(() => kernelFunction(serial(relu(), dense()))).toThrow(
      "layers[0]: relu must follow a dense layer",
    );
  });

  test("two activations in a row", () => {
    expect(() => kernelFunction(serial(dense(), relu(), erf()))).toThrow(
      "layers[2]: erf must follow a dense layer",
    );
  });

  test("the standard parametrisation of a layer whose fan-in is not given", () => {
    const standard = dense({ parameterization: "standard" });
    expect(() => kernelFunction(serial(dense(), relu(), standard))).toThrow(
      "layers[2]: the layer before must have units",
    );
  });
});

describe("inputs that have no kernel", () => {
  const kernel = kernelFunction(deep(relu()));

  test("not a number: the error names row and column", async () => {
    await expect(
      kernel.evaluate(
        fromRows([
          [1, 2],
          [3, Number.NaN],
        ]),
      ),
    ).rejects.toMatchObject({
      name: "NumericalError",
      reason: "non-finite",
      detail: { row: 1, column: 1 },
    });
  });

  test("so large that their squares overflow", async () => {
    await expect(kernel.evaluate(fromRows([[1e200, 1]]))).rejects.toThrow("got overflow in row 0");
  });

  test("results that overflow name the rows", async () => {
    const steep = kernelFunction(serial(dense({ weightStd: 1e100 }), monomial(2), dense()));
    await expect(steep.evaluate(fromRows([[1, 1]]))).rejects.toThrow(
      "must be finite, got Infinity for rows 0 and 0",
    );
  });

  test("of different widths, or of none", async () => {
    await expect(kernel.evaluate(matrix(2, 3), matrix(4, 2))).rejects.toThrow(
      "x1 and x2 must have equally many columns, got 2×3 and 4×2",
    );
    await expect(kernel.evaluate(matrix(2, 0))).rejects.toThrow(
      "inputs must have a column, got 2×0",
    );
  });
});

test("an abort rejects with the signal's reason", async () => {
  // Many slices of work on any machine: what is done before its first report cannot be aborted in it.
  const controller = new AbortController();
  const running = kernelFunction(deep(relu())).evaluate(normalMatrix(5000, 5, 1), undefined, {
    get: ["ntk"],
    signal: controller.signal,
    onProgress: () => {
      controller.abort(new Error("enough"));
    },
  });
  await expect(running).rejects.toThrow("enough");
});

test("progress ends at 1, and no rows give an empty matrix", async () => {
  const seen: number[] = [];
  const kernel = kernelFunction(deep(relu()));
  await kernel.evaluate(normalMatrix(3000, 2, 1), undefined, { onProgress: (f) => seen.push(f) });
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.at(-1)).toBe(1);
  expect((await kernel.evaluate(matrix(0, 2))).ntk).toMatchObject({ rows: 0, cols: 0 });
});

test("rows beyond one block, and blocks of rows, give what single pairs give", async () => {
  const kernel = kernelFunction(deep(relu()));
  const x = normalMatrix(1100, 3, 6);
  const { ntk } = await kernel.evaluate(x, undefined, { get: ["ntk"] });
  for (const [i, j] of [
    [0, 1099],
    [1099, 0],
    [513, 512],
    [700, 700],
    [1098, 511],
  ] as const) {
    const rows = [i, j].map((row) => Array.from(x.data.subarray(3 * row, 3 * row + 3)));
    const alone = await kernel.evaluate(fromRows([rows[0]!]), fromRows([rows[1]!]));
    expect(ntk.data[i * 1100 + j]).toBeAllclose(alone.ntk.data[0]!, { rtol: 1e-14, atol: 1e-15 });
  }
});
