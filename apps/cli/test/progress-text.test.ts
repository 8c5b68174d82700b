import { expect, test } from "vitest";
import { formatDuration } from "../src/screen/format-duration.ts";
import { progressText } from "../src/screen/progress-text.ts";

const entries = { count: 5000, unit: "entries" };

test.each([
  [0.25, 10, entries, "1250 of 5000 entries, about 30 s left"],
  [0.25, 10, undefined, "about 30 s left"],
  [0.5, 7200, { count: 12, unit: "runs" }, "6 of 12 runs, about 2 h left"],
  [1, 10, entries, "5000 of 5000 entries"],
])(
  "progressText(%d, %d s) says what is done and how long the rest takes",
  (fraction, seconds, total, text) => {
    expect(progressText(fraction, seconds, total)).toBe(text);
  },
);

test("progressText has nothing to say at the start of what is not counted", () => {
  expect(progressText(0.001, 100, undefined)).toBe("");
});

test.each([
  [0, "0 s"],
  [0.042, "0.04 s"],
  [0.7, "0.7 s"],
  [0.96, "0.96 s"],
  [3.14159, "3.1 s"],
  [12.4, "12 s"],
  [59.4, "59 s"],
  [59.6, "1 min"],
  [60, "1 min"],
  [200.2, "3 min 20 s"],
  [3599.7, "60 min"],
  [7500, "2 h 5 min"],
  [86_400 * 3 + 4 * 3600 + 100, "3 d 4 h"],
])("formatDuration(%d) is %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
