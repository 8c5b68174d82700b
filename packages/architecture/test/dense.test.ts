import { dense } from "../src/index.ts";
import { expect, test } from "vitest";
import { networkError } from "./helpers.ts";

test("dense() writes out every default except units, which a kernel does not need", () => {
  expect(dense()).toStrictEqual({
    type: "dense",
    weightStd: 1,
    biasStd: null,
    parameterization: "ntk",
    trainable: true,
    scaling: "mean",
  });
});

test("dense keeps the options that it is given and is frozen", () => {
  const options = { units: 3, weightStd: 2, biasStd: 0, trainable: false, scaling: "sum" } as const;
  const node = dense({ ...options, parameterization: "standard" });
  expect(node).toStrictEqual({ type: "dense", ...options, parameterization: "standard" });
  expect(Object.isFrozen(node)).toBe(true);
});

test("dense takes an undefined option for one that is left out", () => {
  const options = { units: undefined, weightStd: undefined } as unknown as { units: number };
  expect(dense(options)).toStrictEqual(dense());
});

test.each([
  [{ weightStd: -1 }, "dense.weightStd: must be a finite number of at least 0, got -1"],
  [{ weightStd: Number.NaN }, "dense.weightStd: must be a finite number of at least 0, got NaN"],
  [{ weightStd: "1" }, 'dense.weightStd: must be a finite number of at least 0, got "1"'],
  [{ biasStd: -0.5 }, "dense.biasStd: must be null or a finite number of at least 0, got -0.5"],
  [
    { biasStd: Infinity },
    "dense.biasStd: must be null or a finite number of at least 0, got Infinity",
  ],
  [{ units: 0 }, "dense.units: must be a whole number of at least 1, got 0"],
  [{ units: 2.5 }, "dense.units: must be a whole number of at least 1, got 2.5"],
  [{ units: 1e300 }, "dense.units: must be a whole number of at least 1, got 1e+300"],
  [{ trainable: 1 }, "dense.trainable: must be true or false, got 1"],
  [{ scaling: "avg" }, 'dense.scaling: must be "mean" or "sum", got "avg"'],
])("dense(%o) names the option, what must hold and the value", (options, message) => {
  expect(networkError(() => dense(options as object)).message).toBe(message);
});

test("dense suggests the option that a misspelt one is nearest to, also beside other mistakes", () => {
  const error = networkError(() => dense({ weightStd: -1, biasSdt: 1 } as object));
  expect(error.message).toBe("dense.biasSdt: unknown option, did you mean biasStd?");
  expect(error).toMatchObject({ code: "network", path: ["biasSdt"], nearest: "biasStd" });
});

test("dense suggests the word that a misspelt one is nearest to", () => {
  const error = networkError(() => dense({ parameterization: "standart" } as object));
  expect(error.nearest).toBe("standard");
});
