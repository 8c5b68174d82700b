import { expect, test } from "vitest";
import { timeLeft } from "../src/screen/time-left.ts";

test.each([
  [2, 0.5, ""],
  [60, 0.001, ""],
  [60, 0.99, ""],
  [30, 0.5, "about 30 s left"],
  [60, 0.25, "about 3 min left"],
  [3600, 0.25, "about 3 h left"],
])("after %d s for %d of the work it says %j", (seconds, fraction, text) => {
  expect(timeLeft(seconds, fraction)).toBe(text);
});
