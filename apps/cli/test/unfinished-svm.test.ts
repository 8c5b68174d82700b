import { matrix } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { unfinishedSvm } from "../src/fit/unfinished-svm.ts";

const svm = {
  type: "svm",
  C: 1e4,
  machines: [[0, 1]],
  coefficients: matrix(2, 1),
  biases: [0],
} as const;

test("a machine that stopped at its cap is named with its distance from the optimum", () => {
  expect(unfinishedSvm({ solver: { ...svm, violation: 0.0543 } })).toContain(
    "stopped at the cap on its steps, 0.054 from optimal at C = 10000",
  );
});

test("machines that converged, and ridge models, have nothing to say", () => {
  expect(unfinishedSvm({ solver: svm })).toBeUndefined();
});
