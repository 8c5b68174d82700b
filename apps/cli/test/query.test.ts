import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lookAhead, lookAheadQuery, rebase, scoreCandidates } from "@ntkit/active-learning";
import { empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import { type NpySource, parseTable, writeNpy, writeNpz } from "@ntkit/datasets";
import { kernelFunction } from "@ntkit/kernels";
import {
  type Matrix,
  cholesky,
  gram,
  matrix,
  multiply,
  solveCholesky,
  submatrix,
} from "@ntkit/linalg";
import { describe, expect, test } from "vitest";
import { written } from "./arrays.ts";
import {
  inArrays,
  inPool,
  kinds,
  labelled,
  net,
  normals,
  pool,
  poolFiles,
  range,
} from "./query-files.ts";
import { type Workspace, workspace } from "./workspace.ts";

/** A kernel of 4 labelled rows and 6 in the pool, with outputs before training. */
function arrays(outputs: number) {
  const features = normals(10, 12, 1);
  const kernel = gram(features);
  const [train, pool, all] = [range(0, 4), range(4, 10), range(0, outputs)];
  const [targets, f0] = [normals(10, outputs, 2), normals(10, outputs, 3)];
  return {
    kernel,
    targets,
    f0,
    train: submatrix(kernel, train, train),
    cross: submatrix(kernel, pool, train),
    pool: submatrix(kernel, pool, pool),
    y: submatrix(targets, train, all),
    h: submatrix(targets, pool, all),
    f: submatrix(f0, train, all),
    g: submatrix(f0, pool, all),
  };
}

const files = (given: ReturnType<typeof arrays>): Record<string, Uint8Array> => ({
  "K.npy": writeNpy(given.train),
  "Kpt.npy": writeNpy(given.cross),
  "Kpp.npy": writeNpy(given.pool),
  "y.npy": writeNpy(given.y),
  "h.npy": writeNpy(given.h),
  "f.npy": writeNpy(given.f),
  "g.npy": writeNpy(given.g),
});

/** The pool's predictions after training on the labelled rows and one of the pool, by a solve of its own. */
function refit({ kernel, targets, f0 }: ReturnType<typeof arrays>, row: number): Matrix {
  const rows = [0, 1, 2, 3, 4 + row];
  const all = range(0, targets.cols);
  const residual = submatrix(targets, rows, all);
  submatrix(f0, rows, all).data.forEach((value, at) => (residual.data[at]! -= value));
  const weights = solveCholesky(cholesky(submatrix(kernel, rows, rows)), residual);
  const change = multiply(submatrix(kernel, range(4, 10), rows), weights);
  const before = submatrix(f0, range(4, 10), all);
  return matrix(
    6,
    targets.cols,
    before.data.map((value, at) => value + change.data[at]!),
  );
}

describe.each([1, 3])("identity: arrays with %i outputs", (outputs) => {
  const given = arrays(outputs);

  test("lookahead is a solve for each candidate, and score the sum of absolute changes", async () => {
    const place = await workspace(files(given));
    const { code, value } = await place.json(
      `${inArrays} --f0 f.npy --f0-pool g.npy --pool-targets h.npy --criterion output-change`,
    );
    expect(code).toBe(0);
    const { lookahead, score, ...rest } = await written(place, "q.npz");
    expect(rest).toEqual({});
    expect(lookahead!.shape).toEqual(outputs === 1 ? [6, 6] : [6, 6, 3]);
    const want = range(0, 6).map((row) => refit(given, row).data);
    expect(lookahead!.data).toBeAllclose(
      want.flatMap((part) => [...part]),
      { rtol: 1e-10, atol: 1e-11 },
    );
    const changes = want.map((part) =>
      part.reduce((sum, x, at) => sum + Math.abs(x - given.g.data[at]!), 0),
    );
    expect(score!.data).toBeAllclose(changes, { rtol: 1e-10 });
    expect(value).toMatchObject({
      command: "query",
      out: "q.npz",
      best: changes.indexOf(Math.max(...changes)),
      redundant: 0,
    });
  });
});

test("without outputs they are 0, without labels they are guessed; --no-lookahead leaves it out", async () => {
  const given = arrays(3);
  const place = await workspace(files(given));
  await place.run(`${inArrays} --criterion label-change --no-lookahead`);
  const { score, ...rest } = await written(place, "q.npz");
  expect(rest).toEqual({});
  const state = await lookAhead({
    train: given.train,
    cross: given.cross,
    pool: given.pool,
    targets: given.y,
  });
  const { labelChange } = await import("@ntkit/active-learning");
  expect(score!.data).toEqual((await scoreCandidates(state, { criterion: labelChange })).scores);
  const one = await workspace(files(arrays(1)));
  expect((await one.run(inArrays)).stdout).toMatch(
    /^wrote score \[6\] to q\.npz\nlabel row \d first: /,
  );
});

async function ranked(
  place: Workspace,
): Promise<{ rows: number[]; scores: number[]; text: string }> {
  const text = await place.read("next.csv");
  const table = parseTable(text, { file: "next.csv" });
  const column = (name: string) => {
    const found = table.columns.find((one) => one.name === name)!;
    if (found.kind !== "number") throw new Error(`${name} is no number`);
    return [...found.values];
  };
  expect(column("rank")).toEqual(range(1, table.rows + 1));
  return { rows: column("row"), scores: column("score"), text };
}

const oneHot = (labels: readonly string[]) =>
  matrix(
    labels.length,
    2,
    Float64Array.from(labels.flatMap((kind) => (kind === "down" ? [1, 0] : [0, 1]))),
  );

describe("a network, labelled samples and a pool", () => {
  test("give the list that look-ahead gives for the infinite network's NTK", async () => {
    const place = await workspace(poolFiles());
    const { value } = await place.json(`${inPool} --count 4`);
    const { rows, scores, text } = await ranked(place);
    const k = kernelFunction(net);
    const of = async (a: Matrix, b?: Matrix) => (await k.evaluate(a, b, { get: ["ntk"] })).ntk;
    const problem = {
      train: await of(labelled),
      cross: await of(pool, labelled),
      pool: await of(pool),
      targets: oneHot(kinds),
      ridge: 0.01,
    };
    const want = await lookAheadQuery(rebase(await lookAhead(problem)), 4);
    expect(rows).toEqual([...want.picks]);
    expect(scores).toBeAllclose([...want.scores], { rtol: 1e-10 });
    expect(value).toMatchObject({ picks: rows, round: 1, labelled: 8, unlabelled: 22 });
    expect(text).toContain("sum of absolute changes of the pool's outputs");
    expect(text.split("\n")[0]).toBe("rank,row,score,predicted,deviation,reason");
    expect(text.split("\n")[1]).toMatch(/,(up|down),/);
  });

  test.each(["traced", "pseudo"] as const)(
    "give that of a finite network's %s kernel",
    async (kernel) => {
      const finite = finiteNetwork(net, 5);
      const parameters = finite.initialize(3);
      const saved = Object.entries(parameters).map(
        ([name, value]) => [name, value as NpySource] as const,
      );
      const place = await workspace({
        ...poolFiles(),
        "p.npz": writeNpz(Object.fromEntries(saved)),
      });
      await place.run(`${inPool} --kernel ${kernel} --parameters p.npz --count 3 --batch`);
      const { rows } = await ranked(place);
      const model = finite.at(parameters);
      const half = matrix(1, 2, Float64Array.of(Math.SQRT1_2, Math.SQRT1_2));
      const cotangents = kernel === "pseudo" ? half : undefined;
      const of = (a: Matrix, b?: Matrix) => empiricalNtk(model, a, b, { cotangents });
      const state = await lookAhead({
        train: await of(labelled),
        cross: await of(pool, labelled),
        pool: await of(pool),
        targets: oneHot(kinds),
        trainOutputs: await model.forward(labelled),
        poolOutputs: await model.forward(pool),
        ridge: 0.01,
      });
      const want = await lookAheadQuery(state, 3, { sequential: false });
      expect(rows).toEqual([...want.picks]);
    },
  );

  test("give the same list from tiles as from the whole kernel", async () => {
    const place = await workspace(poolFiles());
    await place.run(`${inPool} --count 3`);
    const whole = await ranked(place);
    await place.run(`${inPool} --count 3 --memory 0.0000001`);
    const tiles = await ranked(place);
    expect(tiles.rows).toEqual(whole.rows);
    expect(tiles.scores).toBeAllclose(whole.scores, { rtol: 1e-9 });
  });

  test("for numbers take --regression", async () => {
    const place = await workspace({ ...poolFiles(), "l.csv": `y\n${range(0, 8).join("\n")}\n` });
    const { value } = await place.json(`${inPool} --regression --criterion variance --count 2`);
    expect(value).toMatchObject({ criterion: "variance", labelled: 8 });
    expect((await ranked(place)).rows).toHaveLength(2);
  });

  test("--candidates and --reference bound the work, the same rows for the same --seed", async () => {
    const place = await workspace(poolFiles());
    const part = `${inPool} --count 2 --candidates 5 --reference 7`;
    const { value: one } = await place.json(`${part} --seed 1`);
    const { value: again } = await place.json(`${part} --seed 1`);
    const { value: other } = await place.json(`${part} --seed 4`);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test("--dry-run says what it would take and writes nothing", async () => {
    const place = await workspace(poolFiles());
    const { value } = await place.json(`${inPool} --count 3 --state s --dry-run`);
    expect(value).toMatchObject({ dryRun: true, labelled: 8, pool: 22, rounds: 3 });
    expect(await place.list()).toEqual(["l.csv", "l.npy", "net.json", "p.npy"]);
    expect((await place.run(`${inPool} --dry-run`)).stdout).toContain("a solve for each candidate");
  });
});

describe("rounds", () => {
  test("go on from the state: answered rows are labelled, asked rows are not asked again", async () => {
    const place = await workspace(poolFiles());
    const first = await place.json(`${inPool} --count 3 --state s`);
    const [a, b, c] = (first.value as unknown as { picks: number[] }).picks as [
      number,
      number,
      number,
    ];
    await place.write("a.csv", `row,label\n${a},up\n${b},down\n`);
    const second = await place.json(`${inPool} --count 19 --state s --answers a.csv`);
    expect(second.value).toMatchObject({ round: 2, labelled: 10, unlabelled: 20 });
    const { rows } = await ranked(place);
    expect(rows).toHaveLength(19);
    expect(rows.some((row) => [a, b, c].includes(row))).toBe(false);
    const state = JSON.parse(await readFile(join(place.path, "s/state.json"), "utf8")) as {
      rounds: unknown[];
      answers: unknown[];
    };
    expect(state.rounds).toHaveLength(2);
    expect(state.answers).toEqual([
      { row: a, label: "up" },
      { row: b, label: "down" },
    ]);
    // The answers are kept: a third call needs no file, and training on them is what it does.
    await place.write("a2.csv", `row,label\n${c},up\n`);
    const third = await place.json(`${inPool} --count 1 --state s --answers a2.csv`);
    expect(third).toMatchObject({ code: 2, value: { error: { code: "range" } } });
    const again = await place.json(`${inPool} --count 19 --ask-again --state s --answers a2.csv`);
    expect(again.value).toMatchObject({ round: 3, labelled: 11, unlabelled: 19 });
  });

  test("with answers equal a start with those rows labelled from the beginning", async () => {
    const place = await workspace(poolFiles());
    await place.write("a.csv", "row,label\n3,up\n11,down\n");
    await place.run(`${inPool} --count 2 --state s --answers a.csv`);
    const withAnswers = await ranked(place);
    const rest = range(0, 22).filter((row) => row !== 3 && row !== 11);
    const grown = matrix(
      10,
      5,
      Float64Array.of(...labelled.data, ...submatrix(pool, [3, 11], range(0, 5)).data),
    );
    await place.write("l.npy", writeNpy(grown));
    await place.write("l.csv", `kind\n${[...kinds, "up", "down"].join("\n")}\n`);
    await place.write("p.npy", writeNpy(submatrix(pool, rest, range(0, 5))));
    await place.run(`${inPool} --count 2`);
    const fresh = await ranked(place);
    expect(withAnswers.rows).toEqual(fresh.rows.map((row) => rest[row]!));
    expect(withAnswers.scores).toBeAllclose(fresh.scores, { rtol: 1e-10 });
  });
});
