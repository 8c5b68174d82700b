import { dense, relu, serial } from "@ntkit/architecture";
import { finiteNetwork } from "@ntkit/autodiff-jacobians";
import { writeNpy, writeNpz } from "@ntkit/datasets";
import { expect, test } from "vitest";
import { inArrays, inPool, kinds, net, normals, poolFiles, range } from "./query-files.ts";
import { workspace } from "./workspace.ts";

const wrong: [string, string, string | undefined, number, string][] = [
  [
    "no labels",
    "query --network net.json --pool p.npy --out o.csv",
    undefined,
    2,
    "query: --network, --labelled, --labels and --pool must come together, got no --labelled, no --labels",
  ],
  [
    "a part of the arrays",
    "query --train p.npy --pool p.npy --out o.csv",
    undefined,
    2,
    "--train, --pool-train, --pool and --targets must come together, got no --pool-train, no --targets",
  ],
  ["flags of the other form", `${inPool} --f0 f.npy`, undefined, 2, "--f0: must come with --train"],
  [
    "flags of the first form",
    `${inArrays} --count 2`,
    undefined,
    2,
    "--count: must come without --train",
  ],
  [
    "answers without a state",
    `${inPool} --answers a.csv`,
    undefined,
    2,
    "--answers: must come with --state",
  ],
  [
    "a file as the state's folder",
    `${inPool} --state l.csv`,
    undefined,
    2,
    "--state: must be a folder, got the file l.csv",
  ],
  [
    "more rows than the pool has",
    `${inPool} --count 23`,
    undefined,
    2,
    "count must be an integer from 1 to the 22 candidates, got 23",
  ],
  [
    "parameters of an infinite network",
    `${inPool} --kernel ntk --parameters p.npz`,
    undefined,
    2,
    "--parameters: must come with --kernel traced or pseudo, got ntk",
  ],
  [
    "a finite network without parameters",
    `${inPool} --kernel pseudo`,
    undefined,
    2,
    "--kernel: pseudo must come with --parameters or --model",
  ],
  [
    "a class without labels",
    `${inPool} --classes up,down,left`,
    undefined,
    3,
    "l.csv: every class must have a labelled sample, got none for left",
  ],
  [
    "a label outside the classes",
    `${inPool} --classes up,down`,
    "kind\nup\ndown\nleft\nup\nup\nup\nup\nup\n",
    3,
    'l.csv:4: label must be one of the classes up, down, got "left"',
  ],
  [
    "one class",
    inPool,
    `kind\n${"up\n".repeat(8)}`,
    3,
    'l.csv: labels must be of two classes at least, got only "up"',
  ],
  [
    "labels for other samples",
    inPool,
    "kind\nup\ndown\n",
    3,
    "l.csv: must have a label for each of the 8 samples of l.npy, got 2",
  ],
  [
    "labels without a name",
    inPool,
    kinds.join("\n"),
    3,
    `l.csv: must have a label for each of the 8 samples of l.npy, got 7; its first line, "${kinds[0]!}", was taken for the name of the column`,
  ],
  [
    "text for numbers",
    `${inPool} --regression`,
    undefined,
    3,
    'l.csv:2: label must be a number for --regression, got "',
  ],
];

test.each(wrong)(
  "%s: refused, and nothing is written",
  async (_, command, labels, code, message) => {
    const place = await workspace({
      ...poolFiles(),
      ...(labels !== undefined && { "l.csv": labels }),
    });
    const before = await place.list();
    const outcome = await place.run(command);
    expect(outcome.stderr).toContain(message);
    expect(outcome.code).toBe(code);
    expect(await place.list()).toEqual(before);
  },
);

test.each([
  [
    "an answer outside the pool",
    "row,label\n22,up\n",
    "a.csv:2: row must be a pool row from 0 to 21, got 22",
  ],
  [
    "an answer of no class",
    "row,label\n1,left\n",
    'a.csv:2: label must be one of the classes down, up, got "left"',
  ],
  [
    "a row labelled otherwise before",
    "row,label\n5,down\n",
    'a.csv:2: pool row 5 is labelled "up" already, got "down"',
  ],
  [
    "a table without rows",
    "line,label\n5,down\n",
    'a.csv: table must have a column "row", got line, label',
  ],
])("%s: refused, and the state stays as it was", async (_, answers, message) => {
  const place = await workspace({ ...poolFiles(), "first.csv": "row,label\n5,up\n" });
  await place.run(`${inPool} --count 2 --state s --answers first.csv`);
  const state = await place.read("s/state.json");
  await place.write("a.csv", answers);
  const { code, stderr } = await place.run(`${inPool} --state s --answers a.csv`);
  expect([code, stderr]).toEqual([3, expect.stringContaining(message)]);
  expect(await place.read("s/state.json")).toBe(state);
});

test.each([
  [
    "another network",
    "net.json",
    JSON.stringify(serial(dense(), relu(), dense(), relu(), dense())),
    "network and kernel",
  ],
  ["another pool", "p.npy", writeNpy(normals(22, 5, 99)), "pool"],
  ["other labelled samples", "l.npy", writeNpy(normals(8, 5, 98)), "labelled samples"],
])("a state of %s is refused and stays as it was", async (_, name, data, what) => {
  const place = await workspace(poolFiles());
  await place.run(`${inPool} --state s`);
  const state = await place.read("s/state.json");
  await place.write(name, data);
  const { code, stderr } = await place.run(`${inPool} --state s`);
  expect([code, stderr]).toEqual([
    3,
    expect.stringContaining(`state must belong to the same ${what}`),
  ]);
  expect(await place.read("s/state.json")).toBe(state);
});

test("a broken state, an empty pool and samples with NaN are refused with their file", async () => {
  const place = await workspace({ ...poolFiles(), "s/state.json": '{"format":"other"}' });
  expect(await place.run(`${inPool} --state s`)).toMatchObject({ code: 3 });
  await place.write("p.npy", writeNpy({ shape: [0, 5], data: new Float64Array() }));
  expect((await place.run(inPool)).stderr).toContain(
    "p.npy: inputs must have a row and a channel, got [0, 5]",
  );
  const nan = normals(22, 5, 1);
  nan.data[7] = NaN;
  await place.write("p.npy", writeNpy(nan));
  expect((await place.run(inPool)).stderr).toContain(
    "p.npy: entries must be finite, got NaN in entry (1, 2)",
  );
  await place.write("p.npy", writeNpy(normals(22, 4, 1)));
  expect((await place.run(inPool)).stderr).toContain(
    "p.npy: samples must be 5 like those of l.npy, got 4",
  );
});

test("a finite network without an output for each class is refused by name", async () => {
  const finite = finiteNetwork(net, 5).initialize(1);
  const place = await workspace({
    ...poolFiles(),
    "q.npz": writeNpz(finite),
    "l.csv": "kind\na\nb\nc\na\nb\nc\na\nb\n",
  });
  expect(await place.run(`${inPool} --parameters q.npz`)).toMatchObject({
    code: 2,
    stderr:
      "error: query: the network must have an output for each of the 3 classes of l.csv, got 2\n",
  });
  await place.write("l.csv", `y\n${range(0, 8).join("\n")}\n`);
  const { stderr } = await place.run(`${inPool} --parameters q.npz --regression`);
  expect(stderr).toContain("the network must have one output with --regression, got 2");
});
