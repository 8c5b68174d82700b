import { readFileSync } from "node:fs";
import { writeNpy } from "@ntkit/datasets";
import { fromRows, matrix } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { slice, written } from "./arrays.ts";
import { workspace } from "./workspace.ts";

interface Reference {
  readonly name: string;
  readonly kernel: number[][];
  readonly cross: number[][];
  readonly targets: number[][];
  readonly initial: number[][];
  readonly crossInitial: number[][];
  readonly times: number[];
  readonly train: number[][][];
  readonly crossOutputs: number[][][];
}
const fixtures = new URL("../../../packages/solvers/test/fixtures/dynamics.json", import.meta.url);
const { squared } = JSON.parse(readFileSync(fixtures, "utf8")) as {
  readonly squared: readonly Reference[];
};
const npy = (rows: number[][]) => writeNpy(fromRows(rows));

const kernel = npy([
  [2, 1],
  [1, 2],
]);
const inputs = { "K.npy": kernel, "y.npy": writeNpy({ shape: [2], data: Float64Array.of(1, 3) }) };
const flow = "flow --train K.npy --targets y.npy --loss mean --out o.npz";

test.each(squared)("reference: equals matrix exponentials to 1e-11 ($name)", async (given) => {
  const place = await workspace({
    "K.npy": npy(given.kernel),
    "Kx.npy": npy(given.cross),
    "y.npy": npy(given.targets),
    "f.npy": npy(given.initial),
    "g.npy": npy(given.crossInitial),
  });
  const { code, value } = await place.json(
    `${flow} --cross Kx.npy --f0 f.npy --f0-cross g.npy --times ${given.times.join(",")}`,
  );
  expect(code).toBe(0);
  const outputs = given.targets[0]!.length;
  expect(value).toMatchObject({
    command: "flow",
    out: "o.npz",
    arrays: { train: { shape: [4, 6, outputs] }, cross: { shape: [4, 3, outputs] } },
    times: given.times,
  });
  const { train, cross, ...rest } = await written(place, "o.npz");
  expect(rest).toEqual({});
  given.times.forEach((_, t) => {
    expect(slice(train!, t)).toBeAllclose(given.train[t]!, { atol: 1e-11 });
    expect(slice(cross!, t)).toBeAllclose(given.crossOutputs[t]!, { atol: 1e-11 });
  });
});

test("targets [N] have one output; inf is the limit; without --cross there is only train", async () => {
  const place = await workspace(inputs);
  const { stdout } = await place.run(`${flow} --times 0,inf,2`);
  expect(stdout).toBe("wrote train [3, 2, 1] to o.npz\n");
  const { train, ...rest } = await written(place, "o.npz");
  expect(rest).toEqual({});
  const [even, odd] = [2 * -Math.expm1(-3), -Math.expm1(-1)];
  expect(train!.data).toBeAllclose([0, 0, 1, 3, even - odd, even + odd], { atol: 1e-14 });
});

test("--descent counts steps, --rate and --momentum act, and instability is told", async () => {
  const place = await workspace(inputs);
  const descent = `${flow} --times 1,2 --descent --rate`;
  expect((await place.json(`${descent} 0.5`)).value).toMatchObject({
    stable: true,
    largestStableRate: 4 / 3,
  });
  // (I − K/4) has eigenvalues 1/4 for (1, 1) and 3/4 for (1, −1)
  const slow = (await written(place, "o.npz")).train!;
  expect(slow.data).toBeAllclose([1.25, 1.75, 1.4375, 2.3125], { atol: 1e-14 });
  await place.run(`${descent} 0.5 --momentum 0.5`);
  const heavy = (await written(place, "o.npz")).train!;
  expect(heavy.data).toBeAllclose([1.25, 1.75, 2.0625, 3.1875], { atol: 1e-14 });
  expect((await place.run(`${descent} 1.5`)).stdout).toContain(
    "not stable: --rate must be below 1.333 for descent to converge, got 1.5",
  );
  const { code, value } = await place.json(`${flow} --times inf --descent --rate 1.5`);
  expect([code, value.error.code]).toEqual([2, "range"]);
});

test("contradictory rows end at their mean; --ridge and --rank-tolerance act", async () => {
  const ones = npy([
    [1, 1],
    [1, 1],
  ]);
  const place = await workspace({ ...inputs, "K.npy": ones });
  await place.run(`${flow} --times 1e18,inf`);
  expect((await written(place, "o.npz")).train!.data).toBeAllclose([2, 2, 2, 2], { atol: 1e-14 });
  await place.run(`${flow} --times inf --ridge 2`);
  expect((await written(place, "o.npz")).train!.data).toBeAllclose([1, 1], { atol: 1e-14 });
  await place.write("K.npy", kernel);
  const { value } = await place.json(`${flow} --times inf --rank-tolerance 0.5`);
  expect(value).toMatchObject({ rank: 1 });
  expect((await written(place, "o.npz")).train!.data).toBeAllclose([2, 2], { atol: 1e-14 });
});

const three = writeNpy(matrix(3, 1));
test.each([
  ["a kernel that is not square", { "K.npy": writeNpy(matrix(2, 3)) }, "", /square, got 2×3/],
  [
    "an asymmetric kernel",
    {
      "K.npy": npy([
        [1, 0],
        [0.5, 1],
      ]),
    },
    "",
    /symmetric, got 0\.5 at \[1, 0\] and 0 at \[0, 1\]/,
  ],
  [
    "NaN",
    {
      "K.npy": npy([
        [1, 0],
        [0, NaN],
      ]),
    },
    "",
    /NaN in row 1, column 1/,
  ],
  ["targets of other rows", { "y.npy": three }, "", /must have 2 rows .* got 3×1/],
  ["f0 of other rows", { "f.npy": three }, "--f0 f.npy", /must be 2×1 .* got 3×1/],
  [
    "a cross kernel of other columns",
    { "c.npy": three },
    "--cross c.npy",
    /must be 3×2 .* got 3×1/,
  ],
  [
    "f0-cross of other rows",
    { "c.npy": writeNpy(matrix(1, 2)), "g.npy": three },
    "--cross c.npy --f0-cross g.npy",
    /must be 1×1 .* got 3×1/,
  ],
  ["a missing file", {}, "--f0 none.npy", /none\.npy|readable/],
])("%s: exit code 3, and no file is left", async (_, files, more, message) => {
  const place = await workspace({ ...inputs, ...files });
  const { code, value } = await place.json(`${flow} --times 1 ${more}`.trim());
  expect(code).toBe(3);
  expect(value.error.message).toMatch(message);
  expect(await place.list()).not.toContain("o.npz");
});

test("a kernel that is not positive semidefinite: exit code 1 with its eigenvalues", async () => {
  const indefinite = npy([
    [1, 2],
    [2, 1],
  ]);
  const place = await workspace({ ...inputs, "K.npy": indefinite });
  const { code, value } = await place.json(`${flow} --times 1`);
  expect(code).toBe(1);
  expect(value.error.code).toBe("not-positive-definite");
  expect(value.error.detail.smallest).toBeAllclose(-1, { rtol: 1e-14 });
});

test.each([
  ["--times -1", /at least 0, or inf/],
  ["--times 1,nan", /at least 0, or inf/],
  ["--times 1,1", /twice/],
  ["--times 0.5 --descent", /whole numbers of steps with --descent, got 0.5/],
  ["--times 1 --momentum 0.5", /must come with --descent/],
  ["--times 1 --f0-cross g.npy", /must come with --cross/],
  ["--times 1 --rate 0", /above 0/],
  ["--times 1 --out none/o.npz", /no such file or folder/],
])("%s: exit code 2", async (more, message) => {
  const { code, value } = await (await workspace(inputs)).json(`${flow} ${more}`);
  expect(code).toBe(2);
  expect(value.error.message).toMatch(message);
});

test("the loss must be named", async () => {
  const place = await workspace(inputs);
  const { code, value } = await place.json(flow.replace("--loss mean ", "--times 1 "));
  expect(code).toBe(2);
  expect(value.error.message).toMatch(/--loss/);
});
