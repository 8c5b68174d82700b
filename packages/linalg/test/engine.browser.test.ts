import { expect, test } from "vitest";
import { cholesky, erf, plainEngine, random } from "../src/index.ts";
import { randomDefinite } from "./helpers.ts";

test("agreement: in a browser the engine gives the bits of the synchronous function", async () => {
  const a = randomDefinite(200);
  expect(await plainEngine.cholesky(a)).toEqual(cholesky(a));
});

test("special functions and random numbers work in a browser without waiting", () => {
  expect(erf(0.5)).toBe(0.5204998778130465);
  expect(random(1).uniform()).toBe(0.417022004702574);
});
