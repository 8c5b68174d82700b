import { expect, test } from "vitest";
import { commandLine } from "../src/command-line.ts";
import { version } from "../src/version.ts";
import { ring, wave } from "./tables.ts";
import { workspace } from "./workspace.ts";

const sink = { write: () => undefined };
const { signal } = new AbortController();
const io = { stdout: sink, stderr: sink, cwd: ".", env: {}, signal };
const commands = commandLine(io).commands.map((command) => command.name());

test("--version and --help answer on stdout with exit code 0", async () => {
  const { run } = await workspace();
  expect(await run("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  for (const args of ["--help", "fit --help", "predict --help", "kernel --help", "doctor --help"]) {
    const { code, stdout, stderr } = await run(args);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("Usage: ntkit");
  }
  expect((await run([])).stdout).toBe((await run("--help")).stdout);
});

test("the list of commands says what each does in at most two lines", async () => {
  const { stdout } = await (await workspace()).run("--help");
  const list = stdout.split("Commands:\n")[1]!.split("\n\n")[0]!;
  const entries = list.split(/\n {2}(?=\S)/);
  expect(entries).toHaveLength(commands.length + 1);
  for (const entry of entries) expect(entry.split("\n").length).toBeLessThanOrEqual(2);
});

test.each(commands)("the help of %s has examples, and no default as code", async (command) => {
  const { stdout } = await (await workspace()).run(`${command} --help`);
  expect(stdout).toContain(`$ ntkit ${command}`);
  expect(stdout).not.toMatch(/default:\s+[[{]/);
  expect(stdout).toMatch(/Global Options:[^$]*--engine <name>/);
  if (command === "doctor") return;
  const threads = command === "simulate" ? "runs at a time" : "threads of the linear algebra";
  expect(stdout).toMatch(new RegExp(`--threads <n>\\s+${threads}`));
});

const usage: Readonly<Record<string, RegExp>> = {
  "fit t.csv --target kind --dephts 2": /unknown option '--dephts'\n\(Did you mean --depths\?\)/,
  "fti t.csv": /unknown command 'fti'\n\(Did you mean fit\?\)/,
  "fit t.csv --targt kind": /unknown option '--targt'\n\(Did you mean --target\?\)/,
  "kernel --x1 a.npy": /required option '--network <file or preset>' not specified/,
  "fit t.csv": /required option '--target <column>' not specified/,
  "fit t.csv extra --target kind": /too many arguments/,
  "fit t.csv --target kind --threads 0": /whole number of at least 1/,
  "fit t.csv --target kind --folds 1": /whole number of at least 2/,
  "fit t.csv --target kind --folds 61":
    /--folds: must be at most the number of rows to choose on, 60, got 61/,
  "fit t.csv --target kind --ridges 1e-3,-1": /number of at least 0/,
  "fit t.csv --target kind --ridges 1,1": /name a value twice/,
  "fit t.csv --target kind --depths 1,,2": /values with commas/,
  "fit t.csv --target kind --activations relu,rleu": /Must be one of relu, erf/,
  "fit t.csv --target kind --task clustering": /Allowed choices are classification, regression/,
  "fit t.csv --target kind --seed x": /whole number/,
  "fit t.csv --target kind --solver svm --ridges 1":
    /--ridges: must not be given with --solver svm/,
  "fit t.csv --target kind --C 1": /--C: must not be given with --solver ridge/,
  "fit t.csv --target kind --network mlp:depth=1 --bias-std 0":
    /--bias-std: must not be given with --network/,
  "fit t.csv --target kind --protocol arora2020 --depths 2":
    /--depths: must not be given with --protocol/,
  "fit t.csv --target kind --task regression --solver svm": /svm is for classification/,
  "fit t.csv --target kind --fixed-layers 7": /--fixed-layers: must leave a layer to train/,
  "fit t.csv --target kind --delimiter ab": /delimiter must be one character/,
  "fit t.csv --target kind --network no/net.json": /--network: must be a readable file or a preset/,
  "fit t.csv --target kind --network mlpp:depth=1": /unknown preset "mlpp", did you mean mlp\?/,
  "fit t.csv --target kind --test-fraction 1": /between 0 and 1/,
  "kernel --network mlp:depth=1 --x1 t.csv --get ntk,nntk --out k.npz": /Must be one of nngp, ntk/,
  "kernel --network mlp:depth=1 --x1 w.csv --out nowhere/k.npz":
    /--out: must be a path that can be written/,
  "flow --trian K.npy --targets y.npy": /unknown option '--trian'\n\(Did you mean --train\?\)/,
  "flow --train K.npy --targets y.npy --times 1": /required option '--loss <name>' not specified/,
  "flow --train w.csv --targets w.csv --times 1 --loss mean --out o.npz --plot o.pdf":
    /--plot: must end in .svg, .png or .html, got o.pdf/,
  "kernel --network mlp:depth=1 --x1 w.csv --out .": /--out: must be a file, got the folder/,
};

test.each(Object.entries(usage))("%s: exit code 2", async (args, message) => {
  const { run, json } = await workspace({ "t.csv": ring, "w.csv": wave });
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  const { code: again, value } = await json(args);
  expect(again).toBe(2);
  expect(value.error.message).toMatch(message);
  expect(Object.keys(value.error).sort()).toEqual(["code", "detail", "message"]);
});

test("a network file with a misspelt option is refused with its place and the nearest option", async () => {
  const { json } = await workspace({
    "t.csv": wave,
    "net.yaml": "type: serial\nlayers:\n  - type: dense\n    wieghtStd: 1\n  - type: relu\n",
  });
  const { code, value } = await json("kernel --network net.yaml --x1 t.csv --out k.npz");
  expect(code).toBe(2);
  expect(value.error).toMatchObject({
    code: "network",
    detail: { file: "net.yaml", line: 4, path: ["layers", 0, "wieghtStd"], nearest: "weightStd" },
  });
});

test("an aborted signal ends a command with exit code 130 and leaves nothing behind", async () => {
  const { run, list } = await workspace({ "t.csv": ring });
  const controller = new AbortController();
  const running = run("fit t.csv --target kind --out model", controller.signal);
  const { InterruptedError } = await import("../src/errors/interrupted-error.ts");
  setTimeout(() => {
    controller.abort(new InterruptedError("SIGINT"));
  }, 60);
  const { code, stdout, stderr } = await running;
  expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
  expect(stderr).toContain("interrupted by SIGINT");
  expect(await list()).toEqual(["t.csv"]);
});

test("colour goes to screens only, and NO_COLOR takes it away", async () => {
  const { colours } = await import("../src/screen/terminal-colours.ts");
  const { signal } = new AbortController();
  const sink = { write: () => true };
  const io = (isTTY: boolean, env: Record<string, string>) =>
    colours({ stdout: sink, stderr: { ...sink, isTTY }, cwd: ".", env, signal });
  expect(io(true, {}).red("x")).not.toBe("x");
  expect(io(true, { NO_COLOR: "1" }).red("x")).toBe("x");
  expect(io(false, {}).red("x")).toBe("x");
});
