import { fromRows } from "@ntkit/linalg";
import { expect, test } from "vitest";

import { lookAhead, lookAheadQuery, rebase } from "../src/index.ts";

test("the example of the README gives the output printed there", async () => {
  const state = await lookAhead({
    train: fromRows([[1, 0.2], [0.2, 1]]), // prettier-ignore
    cross: fromRows([[0.9, 0.3], [0.5, 0.5], [0.1, 0.2]]), // prettier-ignore
    pool: fromRows([[1, 0.6, 0.2], [0.6, 1, 0.3], [0.2, 0.3, 1]]), // prettier-ignore
    targets: fromRows([[1, 0], [0, 1]]), // prettier-ignore
  });
  const { picks, scores } = await lookAheadQuery(rebase(state), 2);
  expect([...picks]).toEqual([1, 2]);
  expect(scores).toBeAllclose([1.4714285714285713, 0.7445366528354078], { rtol: 1e-14 });
});
