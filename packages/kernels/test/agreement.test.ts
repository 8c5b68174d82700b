import {
  abs,
  cos,
  dense,
  elementwise,
  elu,
  erf,
  exp,
  expNormalized,
  fanInConcat,
  fanInSum,
  fanOut,
  gabor,
  gaussian,
  gelu,
  hermite,
  identity,
  layerNorm,
  leakyRelu,
  parallel,
  rbf,
  rectifiedMonomial,
  relu,
  repeat,
  serial,
  sigmoid,
  sigmoidLike,
  sign,
  silu,
  sin,
  softplus,
  tanh,
} from "@ntkit/architecture";
import type { Network } from "@ntkit/architecture";
import { kernelFunction, kernelFunctions, kernelWorkers } from "@ntkit/kernels";
import type { KernelWorkers } from "@ntkit/kernels";
import { matrix } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { evaluatePlain } from "./evaluate-plain.ts";
import { normalMatrix } from "./filled.ts";

/** Rows of every kind: random, a duplicate, one almost, an opposite, a multiple, zero. */
function rowsOfEveryKind(rows: number, cols: number): Matrix {
  const x = normalMatrix(rows, cols, 5);
  const row = (i: number): Float64Array => x.data.subarray(i * cols, (i + 1) * cols);
  row(1).set(row(0));
  row(2).set(row(0).map((value, j) => value * (j === 0 ? 1 + 1e-9 : 1)));
  row(3).set(row(0).map((value) => -value));
  row(4).set(row(0).map((value) => 1.5 * value));
  row(5).fill(0);
  return x;
}

function onSphere(x: Matrix): Matrix {
  const data = x.data.slice();
  for (let i = 0; i < x.rows; i++) {
    const row = data.subarray(i * x.cols, (i + 1) * x.cols);
    const norm = Math.hypot(...row);
    row.forEach((value, j) => (row[j] = value / norm));
  }
  return matrix(x.rows, x.cols, data);
}

/** Both kernels within `tolerance` of √(K_ii K_jj). */
function expectClose(actual: Matrix, expected: Matrix, diagonal: Float64Array, tolerance: number) {
  const scale = (i: number): number => Math.sqrt(diagonal[i]!) || 1;
  const correlations = ({ data, rows, cols }: Matrix): Float64Array => {
    const result = data.slice();
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) result[i * cols + j]! /= scale(i) * scale(j);
    }
    return result;
  };
  expect(correlations(actual)).toBeAllclose(correlations(expected), { rtol: 0, atol: tolerance });
}

const biased = dense({ weightStd: 1.4, biasStd: 0.3 });
const deep = (activation: Network, depth = 3): Network =>
  serial(repeat(serial(biased, activation), depth), dense());

describe("agreement: WebAssembly gives the kernels of the plain rules to 1e-13 of √(K_ii K_jj)", () => {
  const x = rowsOfEveryKind(90, 6);
  const networks: Network[] = [
    ...[
      relu(),
      leakyRelu(),
      abs(),
      erf(),
      sigmoidLike(),
      gelu(),
      sin(),
      cos(),
      rbf(),
      exp({ b: 0.3 }),
      gaussian(),
    ],
    ...[
      gabor(),
      sign(),
      expNormalized(),
      rectifiedMonomial(2),
      hermite(3),
      sigmoid(),
      softplus(),
      silu(),
      tanh(),
    ],
  ].map((activation) => deep(activation, 2));
  const branches = serial(
    dense({ units: 3, biasStd: 0.1 }),
    fanOut(2),
    parallel(identity(), serial(relu(), dense({ units: 3, biasStd: 0.2 }))),
    fanInSum(),
    layerNorm(),
    erf(),
    fanOut(2),
    parallel(dense({ units: 1 }), dense({ units: 2, weightStd: 0.7 })),
    fanInConcat(),
  );
  for (const network of [...networks, branches]) {
    const [first] = /"type":"(?!serial|repeat|dense)\w+"/.exec(JSON.stringify(network))!;
    test(first, async () => {
      const [nngp, ntk] = await evaluatePlain(network, x);
      const diagonal = kernelFunction(network).diagonal(x);
      const found = await kernelFunction(network).evaluate(x);
      expectClose(found.nngp, nngp!, diagonal.nngp, 1e-13);
      expectClose(found.ntk, ntk!, diagonal.ntk, 1e-13);
    });
  }
});

describe("agreement: tables over the angle give the kernels of the layers to 2e-14 of √(K_ii K_jj)", () => {
  const free = dense({ weightStd: Math.SQRT2 });
  const homogeneous = (activation: Network, depth: number): Network =>
    serial(repeat(serial(free, activation), depth), dense());
  const x = rowsOfEveryKind(260, 5);
  const cases: [string, Network, Matrix][] = [
    ["relu, depth 1", homogeneous(relu(), 1), x],
    ["relu, depth 50", homogeneous(relu(), 50), x],
    ["leakyRelu, depth 8", homogeneous(leakyRelu({ alpha: 0.2 }), 8), x],
    ["abs, depth 8", homogeneous(abs(), 8), x],
    ["rectifiedMonomial, depth 2", homogeneous(rectifiedMonomial(2), 2), x],
    ["tanh with biases, equal norms", deep(tanh(), 3), onSphere(normalMatrix(260, 5, 4))],
    ["erf with biases, equal norms, depth 20", deep(erf(), 20), onSphere(normalMatrix(260, 5, 4))],
  ];
  test.each(cases)("%s", async (_, network, rows) => {
    const [nngp, ntk] = await evaluatePlain(network, rows);
    const diagonal = kernelFunction(network).diagonal(rows);
    const found = await kernelFunction(network).evaluate(rows);
    expectClose(found.nngp, nngp!, diagonal.nngp, 2e-14);
    expectClose(found.ntk, ntk!, diagonal.ntk, 2e-14);
  });

  test("between two sets of rows, of which one has rows of the other", async () => {
    const network = homogeneous(relu(), 3);
    const some = matrix(140, 5, x.data.slice(0, 140 * 5));
    const [, ntk] = await evaluatePlain(network, x, some);
    const found = await kernelFunction(network).evaluate(x, some);
    expect(found.ntk).toBeAllclose(ntk!, { rtol: 1e-12, atol: 1e-13 });
  });
});

describe("agreement: threads", () => {
  let workers: KernelWorkers;
  beforeAll(async () => {
    workers = await kernelWorkers({ threads: 2 });
  });
  afterAll(() => workers.dispose());

  test.each([
    ["a table", serial(dense(), relu(), dense())],
    ["a closed form", deep(gelu(), 2)],
    ["a series", deep(tanh(), 2)],
    ["rules without kernels", deep(gabor(), 2)],
  ])("give the bits of one thread: %s", async (_, network) => {
    const x = normalMatrix(330, 4, 9);
    const kernels = kernelFunctions([network, serial(dense({ biasStd: 0.1 }), erf())]);
    const alone = await kernels.evaluate(x);
    const shared = await kernels.evaluate(x, undefined, { workers });
    for (const [i, { nngp, ntk }] of shared.entries()) {
      expect(nngp).toBeAllclose(alone[i]!.nngp, { rtol: 0 });
      expect(ntk).toBeAllclose(alone[i]!.ntk, { rtol: 0 });
    }
    const other = normalMatrix(350, 4, 10);
    const [here] = await kernels.evaluate(x, other, { get: ["ntk"] });
    const [there] = await kernels.evaluate(x, other, { get: ["ntk"], workers });
    expect(there!.ntk).toBeAllclose(here!.ntk, { rtol: 0 });
  });

  test("leave networks with functions of the user's own to the calling thread", async () => {
    const activation = {
      phi: Math.tanh,
      derivative: (t: number) => 1 / Math.cosh(t) ** 2,
      width: 1.5,
      parity: "odd",
    } as const;
    const kernel = kernelFunction(
      serial(dense({ weightStd: 0.5 }), elementwise("mine"), dense({ biasStd: 0.1 })),
      {
        elementwise: { mine: activation },
      },
    );
    const x = normalMatrix(400, 4, 9);
    const alone = await kernel.evaluate(x);
    expect((await kernel.evaluate(x, undefined, { workers })).ntk).toBeAllclose(alone.ntk, {
      rtol: 0,
    });
  });

  test("name the rows where a kernel is not finite", async () => {
    const network = serial(dense({ weightStd: 1e100, biasStd: 1 }), rectifiedMonomial(2), dense());
    const call = kernelFunction(network).evaluate(normalMatrix(400, 3, 1), undefined, { workers });
    await expect(call).rejects.toThrow("must be finite, got Infinity for rows 0 and 0");
  });

  test("stop when they are told to", async () => {
    const controller = new AbortController();
    const running = kernelFunction(deep(elu(), 3)).evaluate(normalMatrix(500, 5, 1), undefined, {
      workers,
      signal: controller.signal,
    });
    setTimeout(() => {
      controller.abort(new Error("enough"));
    }, 50);
    await expect(running).rejects.toThrow("enough");
  });
});
