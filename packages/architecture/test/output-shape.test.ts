import {
  aggregate,
  avgPool,
  conv,
  convLocal,
  convTranspose,
  dense,
  embedding,
  fanInConcat,
  fanInProd,
  fanInSum,
  fanOut,
  flatten,
  globalAvgPool,
  globalSumPool,
  imageResize,
  index,
  layerNorm,
  linearMap,
  maxPool,
  outputShape,
  parallel,
  relu,
  repeat,
  resizeMatrix,
  selfAttention,
  serial,
  slicePlaces,
  slidingWindow,
  sumPool,
  transposedWindow,
} from "../src/index.ts";
import type { ExampleShape, Network, Padding } from "../src/index.ts";
import { describe, expect, test } from "vitest";
import { everySpatial, networkError } from "./helpers.ts";

const image = [5, 4, 3];

test.each<[string, Network, ExampleShape, ExampleShape]>([
  ["dense, at every place", dense({ units: 7 }), image, [5, 4, 7]],
  ["dense without units: the width is not known", dense(), [3], [undefined]],
  ["conv valid", conv({ filterShape: [3, 2], channels: 8 }), image, [3, 3, 8]],
  ["conv same", conv({ filterShape: [3, 2], padding: "same" }), image, [5, 4, undefined]],
  [
    "conv with strides",
    conv({ filterShape: [3, 2], strides: [2, 3], padding: "same" }),
    image,
    [3, 2, undefined],
  ],
  ["conv circular", conv({ filterShape: [9, 9], padding: "circular" }), image, [5, 4, undefined]],
  ["conv without spatial axes", conv({ filterShape: [], channels: 2 }), [3], [2]],
  ["convLocal", convLocal({ filterShape: [2, 2], strides: [2, 2] }), image, [2, 2, undefined]],
  [
    "convTranspose valid",
    convTranspose({ filterShape: [3, 2], strides: [2, 3] }),
    image,
    [11, 12, undefined],
  ],
  [
    "convTranspose same",
    convTranspose({ filterShape: [3, 2], strides: [2, 3], padding: "same" }),
    image,
    [10, 12, undefined],
  ],
  ["avgPool", avgPool({ windowShape: [2, 2], strides: [2, 2] }), image, [2, 2, 3]],
  ["sumPool same", sumPool({ windowShape: [2, 2], padding: "same" }), image, [5, 4, 3]],
  ["maxPool", maxPool({ windowShape: [2, 1] }), image, [4, 4, 3]],
  ["globalAvgPool", globalAvgPool(), image, [3]],
  ["globalSumPool", globalSumPool(), image, [3]],
  ["flatten", flatten(), image, [60]],
  ["flatten of an unknown width", serial(dense(), flatten()), image, [undefined]],
  ["selfAttention", selfAttention({ channels: 9 }), image, [5, 4, 9]],
  ["embedding", embedding({ vocabularySize: 4, channels: 6 }), [8, 1], [8, 6]],
  ["imageResize", imageResize({ shape: [null, 7] }), image, [5, 7, 3]],
  ["index", index([{ start: 1, step: 2 }]), image, [2, 4, 3]],
  ["index of one place", index([0, -1]), image, [3]],
  ["linearMap", linearMap({ axis: 2, matrix: [[1, 2, 3, 4]] }), image, [5, 1, 3]],
  ["aggregate", aggregate({ axis: 2 }), image, image],
  ["layerNorm", layerNorm({ spatialAxes: [1, 2] }), image, image],
  ["an activation", relu(), image, image],
  ["no layers", serial(), image, image],
  ["repeat", repeat(conv({ filterShape: [2, 2] }), 3), image, [2, 1, undefined]],
  [
    "fanInSum of one known and one unknown width",
    serial(fanOut(2), parallel(dense(), dense({ units: 7 })), fanInSum()),
    image,
    [5, 4, 7],
  ],
  [
    "fanInProd",
    serial(fanOut(2), parallel(dense({ units: 7 }), dense({ units: 7 })), fanInProd()),
    [3],
    [7],
  ],
  [
    "fanInConcat",
    serial(fanOut(2), parallel(dense({ units: 7 }), dense({ units: 2 })), fanInConcat()),
    image,
    [5, 4, 9],
  ],
  [
    "fanInConcat with an unknown width",
    serial(fanOut(2), parallel(dense({ units: 7 }), dense()), fanInConcat()),
    [3],
    [undefined],
  ],
  ["every spatial node", everySpatial, [12, 10, 1], [undefined]],
])("outputShape of %s", (_, network, input, shape) => {
  expect(outputShape(network, input)).toStrictEqual(shape);
});

test.each<[string, Network, ExampleShape, string]>([
  [
    "a window larger than the image",
    serial(conv({ filterShape: [6, 1] })),
    image,
    'layers[0]: the window must fit into axis 1, got a window of 6 over 5; use padding "same"',
  ],
  [
    "a filter with too few sizes",
    conv({ filterShape: [3] }),
    image,
    "filterShape or windowShape must have one size per spatial axis, 2; got 1",
  ],
  [
    "too many strides",
    avgPool({ windowShape: [2, 2], strides: [1, 1, 1] }),
    image,
    "strides: must have one entry per spatial axis, 2; got 3",
  ],
  [
    "a resize of too few axes",
    imageResize({ shape: [3] }),
    image,
    "shape: must have one entry per spatial axis, 2; got 1",
  ],
  ["a place outside", index([5]), image, "slices[0]: must be a place of an axis of 5, got 5"],
  ["an empty slice", index([{ start: 5 }]), image, "slices[0]: must take at least one place of 5"],
  ["too many slices", index([0, 0, 0]), image, "slices: must have at most one slice per spatial"],
  [
    "a matrix with other columns",
    linearMap({ matrix: [[1, 2]] }),
    image,
    "matrix: must have one column per place of axis 1, 5; got 2",
  ],
  ["an axis that is not there", aggregate({ axis: 3 }), image, "axis: must be a spatial axis, at"],
  [
    "an axis of layerNorm that is not there",
    layerNorm({ spatialAxes: [1, 3] }),
    image,
    "spatialAxes[1]: must be a spatial axis, at most 2, got 3",
  ],
  ["an embedding of colours", embedding({ vocabularySize: 2 }), image, "got 3 channels"],
  [
    "branches of different sizes",
    serial(fanOut(2), parallel(conv({ filterShape: [2, 2] }), relu()), fanInSum()),
    image,
    "layers[2]: the branches must have equal spatial sizes, got [4, 3, ?] and [5, 4, 3]",
  ],
  [
    "branches of different widths",
    serial(fanOut(2), parallel(dense({ units: 2 }), relu()), fanInProd()),
    [3],
    "layers[2]: the branches must have equal channels, got [2] and [3]",
  ],
  ["no shape", relu(), [], "outputShape: inputShape must be spatial sizes and then channels"],
  ["a size of 0", relu(), [0, 3], "got [0, 3]"],
])("outputShape refuses %s and says where", (_, network, input, message) => {
  expect(networkError(() => outputShape(network, input)).message).toContain(message);
});

describe("identity: what a sliding window reads", () => {
  const sizes = [1, 2, 3, 5, 8];
  const cases = sizes.flatMap((size) =>
    [1, 2, 3, 4].flatMap((window) => [1, 2, 3].map((stride) => ({ size, window, stride }))),
  );

  test("'valid' windows lie inside, and one more would not", () => {
    for (const each of cases.filter(({ size, window }) => window <= size)) {
      const { outputs, low } = slidingWindow({ ...each, padding: "valid" });
      expect(low).toBe(0);
      expect((outputs - 1) * each.stride + each.window).toBeLessThanOrEqual(each.size);
      expect(outputs * each.stride + each.window).toBeGreaterThan(each.size);
    }
  });

  test("'same' windows reach over both ends by numbers of places that differ by at most one", () => {
    for (const each of cases) {
      const { outputs, low } = slidingWindow({ ...each, padding: "same" });
      expect(outputs).toBe(Math.ceil(each.size / each.stride));
      const high = (outputs - 1) * each.stride - low + each.window - each.size;
      expect(high - low === 0 || high - low === 1 || (low === 0 && high < 0)).toBe(true);
    }
  });

  test("a transposed window is the adjoint of the sliding window over its outputs", () => {
    for (const padding of ["same", "circular", "valid"] satisfies Padding[]) {
      for (const each of cases) {
        const forward = transposedWindow({ ...each, padding });
        const back = slidingWindow({ ...each, padding, size: forward.outputs });
        expect(back).toStrictEqual({ outputs: each.size, low: forward.low });
      }
    }
  });
});

test("slicePlaces takes the places that Python takes", () => {
  expect(slicePlaces({}, 4)).toStrictEqual([0, 1, 2, 3]);
  expect(slicePlaces({ start: 1, stop: -1 }, 5)).toStrictEqual([1, 2, 3]);
  expect(slicePlaces({ step: 2 }, 5)).toStrictEqual([0, 2, 4]);
  expect(slicePlaces({ step: -2 }, 5)).toStrictEqual([4, 2, 0]);
  expect(slicePlaces({ start: -2, stop: -9, step: -1 }, 4)).toStrictEqual([2, 1, 0]);
  expect(slicePlaces({ start: -9, stop: 9 }, 2)).toStrictEqual([0, 1]);
  expect(slicePlaces({ start: 3, stop: 1 }, 5)).toStrictEqual([]);
  expect(slicePlaces({ start: 9, step: -3 }, 5)).toStrictEqual([4, 1]);
});

describe("resizeMatrix", () => {
  const linear = { method: "linear", antialias: false } as const;

  test("interpolates between the centres of places and holds the outer ones", () => {
    expect(resizeMatrix({ ...linear, size: 2, outputs: 4 })).toStrictEqual([
      [1, 0],
      [0.75, 0.25],
      [0.25, 0.75],
      [0, 1],
    ]);
  });

  test("without antialias looks at two places only, with it at all of them", () => {
    expect(resizeMatrix({ ...linear, size: 6, outputs: 2 })).toStrictEqual([
      [0, 1, 0, 0, 0, 0],
      [0, 0, 0, 0, 1, 0],
    ]);
    const wide = resizeMatrix({ ...linear, size: 4, outputs: 2, antialias: true });
    expect(wide[0]).toBeAllclose([3 / 7, 3 / 7, 1 / 7, 0], { rtol: 1e-15 });
  });

  test("takes the nearest place", () => {
    const nearest = { method: "nearest", antialias: true, size: 3, outputs: 5 } as const;
    const taken = resizeMatrix(nearest).map((row) => row.indexOf(1));
    expect(taken).toStrictEqual([0, 0, 1, 2, 2]);
  });

  test("is the identity for equal sizes, and its rows sum to 1", () => {
    expect(resizeMatrix({ ...linear, size: 2, outputs: 2 })).toStrictEqual([
      [1, 0],
      [0, 1],
    ]);
    for (const antialias of [true, false]) {
      for (const row of resizeMatrix({ method: "linear", antialias, size: 7, outputs: 3 })) {
        expect(row.reduce((sum, weight) => sum + weight, 0)).toBeAllclose(1, { rtol: 1e-15 });
      }
    }
  });
});
