import { describe, expect, test } from "vitest";
import { type Contestant, contest, contestOfAll } from "../src/contest.ts";

const calls: string[] = [];

/** Takes the given seconds, one after the other. */
function scripted(name: string, seconds: readonly number[]): Contestant {
  let call = 0;
  return {
    name,
    run: () => {
      calls.push(name);
      return Promise.resolve(seconds[call++]!);
    },
  };
}

describe("contest", () => {
  const workload = { workload: "w", repeats: 3, goal: 1.5 };

  test("divides our median by that of the fastest peer, without the run that warms up", async () => {
    const row = await contest({
      ...workload,
      ours: scripted("ours", [100, 4, 1, 6]),
      peers: [scripted("slow", [0.001, 9, 9, 9]), scripted("fast", [50, 3, 2, 1])],
    });
    expect(row).toEqual({
      workload: "w",
      ours: { name: "ours", seconds: 4 },
      peer: { name: "fast", seconds: 2 },
      ratio: 2,
      goal: 1.5,
    });
  });

  test("lets everybody run in turn", async () => {
    calls.length = 0;
    await contest({
      ...workload,
      repeats: 2,
      ours: scripted("a", [1, 1, 1]),
      peers: [scripted("b", [1, 1, 1])],
    });
    expect(calls.join("")).toBe("ababab");
  });

  test("gives a row without peer and ratio where no peer is installed", async () => {
    const row = await contest({ ...workload, ours: scripted("ours", [1, 2, 3, 4]), peers: [] });
    expect(row).toMatchObject({ ours: { seconds: 3 }, peer: null, ratio: null });
  });

  test("measures several of ours in one run, each with its goal", async () => {
    const rows = await contestOfAll({
      workload: "w",
      repeats: 1,
      ours: [
        { ...scripted("one", [9, 4]), goal: null },
        { ...scripted("two", [9, 1]), goal: 3 },
      ],
      peers: [scripted("peer", [9, 2])],
    });
    expect(rows.map(({ ours, ratio, goal }) => [ours.name, ratio, goal])).toEqual([
      ["one", 2, null],
      ["two", 0.5, 3],
    ]);
  });
});
