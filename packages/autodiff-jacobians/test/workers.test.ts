import { conv, dense, elementwise, globalAvgPool, serial, tanh } from "@ntkit/architecture";
import {
  empiricalNtk,
  finiteNetwork,
  jacobianWorkers,
  ntkContributions,
  ntkTiles,
} from "@ntkit/autodiff-jacobians";
import type { FactorSource, FiniteModel, NtkOptions } from "@ntkit/autodiff-jacobians";
import { EngineError, matrix, NumericalError, ShapeError, wasmEngine } from "@ntkit/linalg";
import { afterAll, describe, expect, test } from "vitest";
import { normalMatrix, normalTensor, randomModel } from "./support/draw.ts";
import { denseCases, spatialCases } from "./support/networks.ts";

const [two, one] = [await jacobianWorkers({ threads: 2 }), await jacobianWorkers({ threads: 1 })];
const engine = await wasmEngine({ threads: 1 });
afterAll(() => Promise.all([two, one, engine].map((each) => each.dispose())));

const forms = ["trace", "full", "diagonal"] as const;
/** The most that float64 sums in another order differ by, and 32-bit ones, beside the largest entry. */
const bounds = { float64: 1e-12, float32: 1e-6 };

function close(
  kernel: { readonly data: Float64Array },
  expected: { readonly data: Float64Array },
  bound = bounds.float64,
): void {
  const size = expected.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(kernel.data).toBeAllclose(expected.data, { rtol: 0, atol: bound * size });
}

describe("kernels on workers", () => {
  describe.each([...denseCases, ...spatialCases])("$title", ({ network, inputShape, inputs }) => {
    const model = randomModel(network, inputShape);
    const [x1, x2] = [inputs(5, 7), inputs(3, 8)];

    test("agreement: are those of the engine in every form, on one side and on two", async () => {
      for (const form of forms) {
        for (const right of [undefined, x2]) {
          const expected = await empiricalNtk(model, x1, right, { form });
          const kernel = await empiricalNtk(model, x1, right, { form, workers: two });
          expect(shapeOf(kernel)).toEqual(shapeOf(expected));
          close(kernel, expected);
        }
      }
      const expected = await empiricalNtk(model, x1, undefined);
      close(await empiricalNtk(model, x1, undefined, { workers: one }), expected);
    });

    test("agreement: are those of the engine in tiles of few examples and in 32 bits", async () => {
      for (const right of [undefined, x2]) {
        const expected = await empiricalNtk(model, x1, right, { form: "full" });
        for (const precision of ["float64", "float32"] as const) {
          const options = { form: "full", precision, engine } as const;
          const here = await empiricalNtk(model, x1, right, options);
          const kernel = await empiricalNtk(model, x1, right, {
            ...options,
            workers: two,
            ...memoryFor(model, 2),
          });
          close(kernel, here, bounds[precision]);
          close(kernel, expected, precision === "float64" ? bounds.float64 : 2e-6);
        }
      }
    });
  });

  const images = randomModel(
    serial(
      conv({ filterShape: [2, 2], channels: 3, biasStd: 0.2 }),
      tanh(),
      conv({ filterShape: [2, 2], channels: 4 }),
      globalAvgPool(),
      dense({ units: 3, biasStd: 0.1 }),
    ),
    [4, 4, 2],
  );
  const x = normalTensor([7, 4, 4, 2], 3);

  test.each(["layer", "name", "parameter"] as const)(
    "agreement: are divided by %s as those of the engine",
    async (by) => {
      for (const options of [{}, memoryFor(images, 3)]) {
        const expected = await ntkContributions(images, x, undefined, by);
        const parts = await ntkContributions(images, x, undefined, by, {
          workers: two,
          ...options,
        });
        expect(Object.keys(parts)).toEqual(Object.keys(expected));
        for (const [key, part] of Object.entries(parts)) close(part, expected[key]!);
      }
    },
  );

  test("agreement: are of chosen outputs and of functions of the outputs", async () => {
    const cotangents = matrix(2, 3, Float64Array.of(1, -2, 0.5, 0, 3, 1));
    for (const which of [{ outputs: [2, 0] }, { cotangents }] as const) {
      for (const form of forms) {
        const options = { form, ...which };
        const expected = await empiricalNtk(images, x, undefined, options);
        close(await empiricalNtk(images, x, undefined, { ...options, workers: two }), expected);
      }
    }
  });

  test("agreement: are the tiles of a kernel that is not there as a whole", async () => {
    const tiles = ntkTiles(images, x, { workers: two });
    const here = ntkTiles(images, x);
    const [rows, cols] = [Int32Array.of(4, 0, 6), Int32Array.of(1, 5)];
    close(await tiles.tile(rows, cols), await here.tile(rows, cols));
    expect(await tiles.diagonal()).toBeAllclose(await here.diagonal(), { rtol: bounds.float64 });
  });

  test("have the same bits whenever they are asked for, also after other models", async () => {
    const small = randomModel(denseCases[0]!.network, [4]);
    const y = normalMatrix(6, 4, 1);
    const first = {
      images: await empiricalNtk(images, x, undefined, { workers: two }),
      small: await empiricalNtk(small, y, undefined, { workers: two }),
    };
    for (let round = 0; round < 3; round++) {
      const again = await empiricalNtk(images, x, undefined, { workers: two });
      expect(again.data).toEqual(first.images.data);
      const other = await empiricalNtk(small, y, undefined, { workers: two });
      expect(other.data).toEqual(first.small.data);
    }
    close(first.images, await empiricalNtk(images, x));
    close(first.small, await empiricalNtk(small, y));
  });

  test("are of the parameters of each model of one network", async () => {
    const { network } = images;
    const models = [1, 2].map((seed) => network.at(network.initialize(seed)));
    for (const model of [...models, ...models]) {
      close(await empiricalNtk(model, x, undefined, { workers: one }), await empiricalNtk(model, x)); // prettier-ignore
    }
  });

  test("agreement: are of networks whose options came apart from the layers", async () => {
    const layers = serial(dense({ biasStd: 0.3 }), tanh(), dense({ biasStd: 0.3 }));
    const model = randomModel(layers, [4], 1, {
      parameterization: "standard",
      widthsFrom: { "0.weight": { shape: [4, 6] }, "2.weight": { shape: [6, 3] } },
    });
    const y = normalMatrix(5, 4, 1);
    close(await empiricalNtk(model, y, undefined, { workers: two }), await empiricalNtk(model, y));
  });

  test("are right when two are asked for at the same time", async () => {
    const model = randomModel(denseCases[3]!.network, [3]);
    const y = normalMatrix(9, 3, 1);
    const kernels = await Promise.all([
      empiricalNtk(images, x, undefined, { workers: two, ...memoryFor(images, 2) }),
      empiricalNtk(model, y, undefined, { workers: two, ...memoryFor(model, 2) }),
      empiricalNtk(images, x, undefined, { workers: two, form: "full" }),
    ]);
    close(kernels[0], await empiricalNtk(images, x));
    close(kernels[1], await empiricalNtk(model, y));
    close(kernels[2], await empiricalNtk(images, x, undefined, { form: "full" }));
  });

  test("are of fewer examples than threads, and of none", async () => {
    for (const [n, m] of [
      [1, undefined],
      [1, 1],
      [0, undefined],
      [2, 0],
      [0, 2],
    ] as const) {
      // prettier-ignore
      const [left, right] = [normalTensor([n, 4, 4, 2], 1), m === undefined ? undefined : normalTensor([m, 4, 4, 2], 2)];
      const expected = await empiricalNtk(images, left, right);
      const kernel = await empiricalNtk(images, left, right, { workers: two });
      expect(shapeOf(kernel)).toEqual(shapeOf(expected));
      close(kernel, expected);
    }
  });

  test("are zero where no parameter is trained", async () => {
    const frozen = randomModel(serial(dense({ units: 3, trainable: false }), tanh()), [2]);
    const kernel = await empiricalNtk(frozen, normalMatrix(3, 2, 1), undefined, { workers: two });
    expect(kernel).toEqual(matrix(3, 3));
  });

  test("lie on shared memory, and progress rises to 1", async () => {
    const heard: number[] = [];
    const { data } = await empiricalNtk(images, x, undefined, {
      workers: two,
      onProgress: (fraction) => heard.push(fraction),
      ...memoryFor(images, 2),
    });
    expect(data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(heard.length).toBeGreaterThan(3);
    expect(heard.at(-1)).toBe(1);
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
  });
});

describe("workers refuse", () => {
  const network = finiteNetwork(serial(dense({ units: 6 }), tanh(), dense({ units: 2 })), 3);
  const model = network.at(network.initialize(1));
  const x = normalMatrix(4, 3, 1);
  const ntk = (source: FactorSource, inputs = x) =>
    empiricalNtk(source, inputs, undefined, { workers: two });
  const reason = "workers must have a finite network without elementwise functions of your own";

  test("a network with functions of its own", async () => {
    const cube = { phi: (z: number) => z ** 3, derivative: (z: number) => 3 * z ** 2 };
    const own = finiteNetwork(serial(dense({ units: 2 }), elementwise("cube")), 3, {
      elementwise: { cube },
    });
    const call = ntk(own.at(own.initialize(1)));
    await expect(call).rejects.toThrow(RangeError);
    await expect(call).rejects.toThrow(reason);
  });

  test("a model on a backend, which has factors and is not portable", async () => {
    const call = ntk({ ...model, portable: undefined });
    await expect(call).rejects.toThrow(RangeError);
    await expect(call).rejects.toThrow(reason);
  });

  test("numbers that overflow on the way forward, and tell of them as the engine does", async () => {
    const huge = Object.fromEntries(
      Object.entries(model.parameters).map(([name, { shape, data }]) => [
        name,
        { shape, data: data.map((value) => value * 1e300) },
      ]),
    );
    const linear = finiteNetwork(serial(dense({ units: 6 }), dense({ units: 6 }), dense({ units: 2 })), 3); // prettier-ignore
    const start = linear.initialize(1);
    const overflowing = linear.at(
      Object.fromEntries(
        Object.entries(start).map(([name, { shape, data }]) => [name, { shape, data: data.map((value) => value * 1e200) }]), // prettier-ignore
      ),
    );
    for (const source of [overflowing, network.at(huge)]) {
      const expected = await errorOf(empiricalNtk(source, x, undefined, { engine }));
      expect(expected).toBeInstanceOf(NumericalError);
      expect(await errorOf(ntk(source))).toEqual(expected);
    }
    close(await ntk(model), await empiricalNtk(model, x));
  });

  test("inputs of another shape and inputs that are not finite", async () => {
    await expect(ntk(model, normalMatrix(4, 5, 1))).rejects.toThrow(ShapeError);
    const spoilt = normalMatrix(4, 3, 1);
    spoilt.data[7] = NaN;
    await expect(ntk(model, spoilt)).rejects.toMatchObject({
      name: "NumericalError",
      reason: "non-finite",
      detail: { row: 2, col: 1 },
    });
  });

  test("calls after they are disposed, and the one that runs when they are", async () => {
    const workers = await jacobianWorkers({ threads: 2 });
    const running = heavy({ workers });
    const ended = expect(running).rejects.toMatchObject({ name: "EngineError", code: "disposed" });
    await new Promise((resolve) => setTimeout(resolve, 30));
    await workers.dispose();
    await ended;
    const later = errorOf(empiricalNtk(model, x, undefined, { workers }));
    expect(await later).toBeInstanceOf(EngineError);
    await expect(later).resolves.toMatchObject({ code: "disposed" });
  });

  test.each([0, -1, 1.5, NaN])("%d threads", async (threads) => {
    await expect(jacobianWorkers({ threads })).rejects.toThrow(RangeError);
    await expect(jacobianWorkers({ threads })).rejects.toThrow("jacobianWorkers: threads must");
  });
});

describe("a call with a signal", () => {
  test("does not start when it is aborted", async () => {
    const signal = AbortSignal.abort("enough");
    await expect(heavy({ workers: two, signal })).rejects.toBe("enough");
  });

  test("ends soon in the middle of a task when it is aborted, and the workers go on", async () => {
    const whole = await heavy({ workers: two });
    const started = performance.now();
    await heavy({ workers: two });
    const duration = performance.now() - started;
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort("enough");
    }, duration / 10);
    const from = performance.now();
    await expect(heavy({ workers: two, signal: controller.signal })).rejects.toBe("enough");
    expect(performance.now() - from).toBeLessThan(0.6 * duration);
    expect((await heavy({ workers: two })).data).toEqual(whole.data);
  });
});

const deep = finiteNetwork(
  serial(...Array.from({ length: 32 }, () => [dense({ units: 512 }), tanh()]).flat()),
  512,
);
const deepModel = deep.at(deep.initialize(1));
const many = normalMatrix(200, 512, 1);

/** A kernel that takes long, with much to do in every task. */
function heavy(options: NtkOptions<"trace">) {
  return empiricalNtk(deepModel, many, undefined, { outputs: [0], ...options });
}

/** Memory for tiles of so many examples. */
function memoryFor(model: FiniteModel, examples: number): { readonly memory: number } {
  return { memory: 4 * examples * 8 * model.portable!.rowNumbers(model.outputs) };
}

function shapeOf(kernel: object): unknown {
  return "shape" in kernel ? kernel.shape : "rows" in kernel && "cols" in kernel && [kernel.rows, kernel.cols]; // prettier-ignore
}

async function errorOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (error: unknown) => error,
  );
}
