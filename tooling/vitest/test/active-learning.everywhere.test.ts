import { lookAhead, lookAheadQuery } from "@ntkit/active-learning";
import { fromRows } from "@ntkit/linalg";
import { expect, test } from "vitest";

test("a look-ahead query gives the scores found by hand", async () => {
  const state = await lookAhead({
    train: fromRows([[1]]),
    cross: fromRows([[0.5], [0]]),
    pool: fromRows([
      [1, 0.25],
      [0.25, 1],
    ]),
    targets: fromRows([[1, 0]]),
  });
  // g = (1/2, 0) and 0; C = [[3/4, 1/4], [1/4, 1]]; both rows are taken for class 0.
  const { picks, scores } = await lookAheadQuery(state, 2, { sequential: false });
  expect([...picks]).toEqual([1, 0]);
  expect(scores).toBeAllclose([1 + 3 / 4, 1 + 1 / 6], { rtol: 1e-14 });
});
