import { expect, test } from "vitest";
import { quick, ring, wave } from "./tables.ts";
import { type Workspace, workspace } from "./workspace.ts";

async function fitted(): Promise<Workspace> {
  const place = await workspace({ "ring.csv": ring, "wave.csv": wave });
  await place.run(`fit ring.csv --target kind ${quick} --out ring`);
  await place.run(`fit wave.csv --target height ${quick} --out wave`);
  return place;
}

test("predict writes a probability per class that sum to 1, and an sd", async () => {
  const { run } = await fitted();
  const { code, stdout, stderr } = await run("predict ring ring.csv");
  expect(code).toBe(0);
  const [header, ...rows] = stdout.trimEnd().split("\n");
  expect(header).toBe("row,prediction,probability_inside,probability_outside,sd");
  expect(rows).toHaveLength(60);
  for (const row of rows) {
    const [, prediction, inside, outside, sd] = row.split(",");
    expect(Number(inside) + Number(outside)).toBeCloseTo(1, 12);
    expect(prediction).toBe(Number(inside) > Number(outside) ? "inside" : "outside");
    expect(Number(sd)).toBeGreaterThanOrEqual(0);
  }
  expect(stderr).toMatch(/accuracy 9\d|accuracy 100/);
  expect(stderr).toContain("the table that the model was fitted to");
});

test("predict needs no target column, takes columns in any order and ignores others", async () => {
  const { run, write } = await fitted();
  const full = (await run("predict ring ring.csv --quiet")).stdout;
  const lines = ring
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const shuffled = lines.map(([x, y, colour]) => [colour, "7", y, x].join(",")).join("\n");
  await write("new.csv", shuffled.replace("colour,7", "colour,other"));
  const { stdout, stderr } = await run("predict ring new.csv");
  expect(stderr).toBe("");
  expect(stdout).toBe(full);
});

test("the sd grows away from the training rows, to the prior far from all of them", async () => {
  const { run, write } = await fitted();
  await write("far.csv", "t\n0.1\n4\n30\n");
  const { stdout } = await run("predict wave far.csv");
  const rows = stdout
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((row) => row.split(",").map(Number));
  const [near, further, far] = rows.map((row) => row[2]!);
  expect(near!).toBeLessThan(further!);
  expect(further!).toBeLessThan(far!);
  for (const [, value, , lower, upper] of rows) {
    expect(lower! + upper!).toBeCloseTo(2 * value!, 9);
  }
});

test("missing values and unknown levels are said on stderr, and in the JSON", async () => {
  const { run, json, write } = await fitted();
  await write("new.csv", "x,y,colour\n0.1,,pink\n0.2,0.3,red\n");
  const { code, stderr } = await run("predict ring new.csv");
  expect(code).toBe(0);
  expect(stderr).toContain('column "y": 1 missing value filled in');
  expect(stderr).toContain('column "colour": 1 value not seen in training ("pink")');
  const { value } = await json("predict ring new.csv");
  expect(value.notes).toHaveLength(2);
  expect(value.predictions).toHaveLength(2);
});

test("a target that is known for some rows is scored on those; an unknown class is a miss", async () => {
  const { json, write } = await fitted();
  await write("some.csv", "x,y,colour,kind\n0.1,0.1,red,inside\n0.2,0.3,red,\n0,0,red,nowhere\n");
  const { value } = await json("predict ring some.csv --out p.csv");
  expect(value.accuracy.value).toBe(0.5);
  expect(value.scoredRows).toBe(2);
  await write("none.csv", "t,height\n0.1,\n0.2,\n");
  expect((await json("predict wave none.csv --out p.csv")).value.rmse).toBeUndefined();
});

test("--out replaces the file in one step and leaves nothing else", async () => {
  const { run, read, list, write } = await fitted();
  await write("p.csv", "old");
  const before = await list();
  const { stdout } = await run("predict ring ring.csv --out p.csv --quiet");
  expect(stdout).toBe("wrote 60 predictions to p.csv\n");
  expect((await read("p.csv")).split("\n")).toHaveLength(62);
  expect(await list()).toEqual(before);
});

test("a table without a column of the model, or with words in it, is refused with exit code 3", async () => {
  const { json, write } = await fitted();
  await write("lacking.csv", "x,colour\n1,red\n");
  const lacking = await json("predict ring lacking.csv");
  expect(lacking.code).toBe(3);
  expect(lacking.value.error.message).toMatch(/must have a column "y"/);
  await write("words.csv", "x,y,colour\n1,2,red\n1,tall,red\n");
  const words = await json("predict ring words.csv");
  expect(words.code).toBe(3);
  expect(words.value.error.detail).toMatchObject({ line: 3, column: "y" });
});

test("identity: with a negligible ridge the training rows are predicted back", async () => {
  const { run } = await workspace({ "t.csv": "a,b\n-2,4.5\n-1,1\n0,0.25\n1,1\n2,4.5\n3,9\n" });
  await run("fit t.csv --target b --task regression --depths 3 --ridges 1e-12 --folds 3 --out m");
  const { stdout } = await run("predict m t.csv --quiet");
  const values = stdout
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((row) => Number(row.split(",")[1]));
  expect(values).toBeAllclose([4.5, 1, 0.25, 1, 4.5, 9], { rtol: 1e-8 });
});
