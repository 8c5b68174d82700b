import { expect, test } from "vitest";
import {
  decay,
  flowOfLoss,
  identityFeatures,
  residualsAt,
  startWeights,
  sumOfSquares,
} from "./gradient-flow.ts";

test("loss-mean: gradient flow on (1/2N) Σ (f − y)² decays with e^(−tK/N)", () => {
  const loss = (residuals: number[]): number => sumOfSquares(residuals) / (2 * residuals.length);
  expect(flowOfLoss(loss, 1.5)).toBeAllclose(decay(1.5 / 3), { rtol: 1e-7 });
});

test("loss-sum: gradient flow on (1/2) Σ (f − y)² decays with e^(−tK)", () => {
  const loss = (residuals: number[]): number => sumOfSquares(residuals) / 2;
  expect(flowOfLoss(loss, 0.7)).toBeAllclose(decay(0.7), { rtol: 1e-7 });
});

test("loss-mean-without-half: gradient flow on (1/N) Σ (f − y)² runs twice as fast", () => {
  const loss = (residuals: number[]): number => sumOfSquares(residuals) / residuals.length;
  expect(flowOfLoss(loss, 1.5)).toBeAllclose(decay((2 * 1.5) / 3), { rtol: 1e-7 });
});

test("nt-time: with the mean over N points and O outputs time runs O times slower", () => {
  const outputs = 4;
  // Each output follows its own copy of the flow; the loss of one is its share of the mean.
  const loss = (residuals: number[]): number =>
    sumOfSquares(residuals) / (2 * residuals.length * outputs);
  expect(flowOfLoss(loss, 6)).toBeAllclose(decay(6 / outputs / 3), { rtol: 1e-7 });
});

test("slip-time: outputs that follow the mean loss directly decay with e^(−t/M)", () => {
  const loss = (residuals: number[]): number => sumOfSquares(residuals) / (2 * residuals.length);
  const [start, end] = [
    residualsAt(startWeights, identityFeatures),
    flowOfLoss(loss, 2, identityFeatures),
  ];
  expect(end).toBeAllclose(
    start.map((value) => value * Math.exp(-2 / 3)),
    { rtol: 1e-7 },
  );
});
