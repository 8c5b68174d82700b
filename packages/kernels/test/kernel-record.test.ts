import { NetworkError, dense, relu, serial } from "@ntkit/architecture";
import { assertSameKernel, kernelRecord, parseKernelRecord } from "@ntkit/kernels";
import type { KernelRecord } from "@ntkit/kernels";
import { ShapeError, fromRows, tensor } from "@ntkit/linalg";
import { describe, expect, test } from "vitest";

const network = serial(dense({ weightStd: 1.5 }), relu(), dense());
const x1 = fromRows([
  [1, 2],
  [3, 4],
  [5, 7],
]);
const x2 = fromRows([[1, -2]]);

function throughJson(record: KernelRecord): KernelRecord {
  return parseKernelRecord(JSON.stringify(record));
}

describe("kernelRecord", () => {
  test("names network, inputs and options, and goes through JSON", async () => {
    const record = await kernelRecord(network, x1, x2, { precision: "float32", maskConstant: NaN });
    expect(record).toMatchObject({
      format: "ntkit-kernel",
      version: 1,
      x1: { shape: [3, 2] },
      x2: { shape: [1, 2] },
      options: { precision: "float32", maskConstant: "NaN" },
    });
    expect(throughJson(record)).toEqual(record);
  });

  test("reference: the hash of inputs is the SHA-256 of their shape and little-endian numbers", async () => {
    // python3 -c 'import hashlib, numpy; print(hashlib.sha256(b"[1,2]" + numpy.array([1, -2.0]).tobytes()).hexdigest())'
    expect((await kernelRecord(network, x2)).x1.sha256).toBe(
      "f25264d09458364c381870d7b11b86d4b0c56f4599f386620531f6aa67cfd5ee",
    );
  });

  test("inputs longer than a slice have the hash of the whole", async () => {
    const long = tensor(
      [3, 100_000],
      Float64Array.from({ length: 300_000 }, (_, k) => k),
    );
    const other = { ...long, data: long.data.slice() };
    other.data[299_999] = 0;
    const [a, b] = [await kernelRecord(network, long), await kernelRecord(network, other)];
    expect(a.x1.sha256).toBe("ae476f4306973dce30fcb1a4f01c40a135512ca6e7184867bf86bb62e0fa4561");
    expect(b.x1.sha256).not.toBe(a.x1.sha256);
  });

  test("a second input that is the first is none; an equal one is its own", async () => {
    expect((await kernelRecord(network, x1, x1)).x2).toBeNull();
    const copy = { ...x1, data: x1.data.slice() };
    const { x1: first, x2: second } = await kernelRecord(network, x1, copy);
    expect(second).toEqual(first);
  });

  test("stops when it is told to", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(kernelRecord(network, x1, x2, { signal })).rejects.toThrow("enough");
  });
});

describe("assertSameKernel", () => {
  test("passes for the same kernel, also of a network that writes its defaults", async () => {
    const mask = { x1: tensor([3, 1], Float64Array.of(1, 0, 1)) };
    const pattern = { x1: [{ from: [0], to: [1] }] };
    const [a, b] = [
      await kernelRecord(network, x1, x2, { mask, pattern }),
      await kernelRecord(
        serial(dense({ weightStd: 1.5, biasStd: null }), relu(), dense({ weightStd: 1 })),
        fromRows([
          [1, 2],
          [3, 4],
          [5, 7],
        ]),
        fromRows([[1, -2]]),
        { mask, pattern },
      ),
    ];
    expect(() => {
      assertSameKernel(throughJson(a), b);
    }).not.toThrow();
  });

  test.each([
    [
      "another network",
      NetworkError,
      { network: serial(dense(), relu(), dense()) },
      /hash \w{64}, got \w{64}/,
    ],
    [
      "inputs of another shape",
      ShapeError,
      {
        x2: fromRows([
          [1, -2],
          [0, 1],
        ]),
      },
      /x2 must be \[1, 2\].*got \[2, 2\]/,
    ],
    ["no second inputs", ShapeError, { x2: undefined }, /x2 must be \[1, 2\].*got none/],
    ["other numbers", RangeError, { x2: fromRows([[1, -3]]) }, /x2 must have the SHA-256/],
    [
      "another precision",
      RangeError,
      { options: { precision: "float32" } },
      /precision must be none.*got float32/,
    ],
    [
      "a mask",
      RangeError,
      { options: { mask: { x1: tensor([3, 1]) } } },
      /mask must be none.*got x1/,
    ],
    [
      "graphs",
      RangeError,
      { options: { pattern: { x1: [{ from: [0], to: [1] }] } } },
      /pattern must be none/,
    ],
    [
      "a mask constant",
      RangeError,
      { options: { maskConstant: 0 } },
      /maskConstant must be none.*got 0/,
    ],
  ] as const)("%s is refused", async (_, type, change, message) => {
    const saved = await kernelRecord(network, x1, x2);
    const changed = { network, x1, x2, options: {}, ...change };
    const { options } = changed;
    const expected = await kernelRecord(changed.network, changed.x1, changed.x2, options);
    const check = (): void => {
      assertSameKernel(throughJson(saved), expected);
    };
    expect(check).toThrow(type);
    expect(check).toThrow(message);
  });
});

describe("parseKernelRecord", () => {
  test.each([
    ["no JSON", "{", /text must be JSON, got "\{"/],
    ["null", "null", /format must be "ntkit-kernel", got none/],
    ["another format", '{"format":"zip"}', /format must be "ntkit-kernel", got "zip"/],
  ])("%s is refused", (_, text, message) => {
    expect(() => parseKernelRecord(text)).toThrow(message);
  });

  test.each([
    [{ version: 2 }, /version must be 1, got 2/],
    [{ networkHash: "abc" }, /networkHash must be a SHA-256, got "abc"/],
    [{ x1: null }, /x1 must have a shape and a SHA-256, got null/],
    [{ x1: { shape: [1.5], sha256: "0".repeat(64) } }, /x1 must have a shape/],
    [{ x2: { shape: [1] } }, /x2 must be null or have/],
    [{ options: 1 }, /options must be an object, got 1/],
    [{ options: null }, /options must be an object, got null/],
  ])("%j is refused", async (change, message) => {
    const record = await kernelRecord(network, x1);
    expect(() => parseKernelRecord(JSON.stringify({ ...record, ...change }))).toThrow(message);
  });
});
