import { plainEngine } from "@ntkit/linalg";
import { expect, test } from "vitest";
import { libraryPaths } from "../src/doctor/library-paths.ts";
import { probeEngines } from "../src/doctor/probe-engines.ts";
import { workspace } from "./workspace.ts";

const { signal } = new AbortController();

test("doctor says of every engine whether it computes here, and ends with 0", async () => {
  const { run, json } = await workspace();
  const { code, value } = await json("doctor");
  expect(code).toBe(0);
  const { command, node, engines, backends } = value as unknown as Doctor;
  expect({ command, node }).toEqual({ command: "doctor", node: process.versions.node });
  expect(engines.map(({ engine }) => engine)).toEqual([
    "plain",
    "wasm",
    "wasm fma",
    "wasm wide",
    "onnx",
    "native",
  ]);
  expect(engines[0]).toEqual({ engine: "plain", loads: true, name: "plain" });
  expect(engines[1]).toMatchObject({ loads: true });
  for (const { loads, name, reason } of engines) {
    expect(loads ? name : reason).toMatch(/^\S.+/);
  }
  expect(backends.map(({ backend, loads }) => [backend, loads])).toEqual([
    ["tfjs-node-gpu", false],
    ["tfjs-node", false],
    ["webgpu", false],
    ["wasm", true],
    ["cpu", true],
  ]);
  expect(backends[0]!.reason).toBe("@tensorflow/tfjs-node-gpu is not installed");
  expect(backends[3]).toMatchObject({
    checks: 40,
    evidence: { tfjs: "4.22.0", package: "4.22.0" },
  });
  const text = await run("doctor");
  expect([text.code, text.stderr]).toEqual([0, ""]);
  expect(text.stdout).toMatch(/^ntkit +\d.*\nnode +.*\nmachine +\d+ cores, .*\nmemory +[\d.]+ GiB/);
  expect(text.stdout).toContain("\nplain     yes: plain\nwasm      yes: wasm, ");
  expect(text.stdout).toMatch(/\n {2}wasm +yes: TensorFlow.js 4.22.0; 40 checks, largest error [\d.]+e-\d\n +patched: transposed/); // prettier-ignore
});

interface Doctor {
  readonly command: string;
  readonly node: string;
  readonly engines: readonly {
    readonly engine: string;
    readonly loads: boolean;
    readonly name?: string;
    readonly reason?: string;
  }[];
  readonly backends: readonly {
    readonly backend: string;
    readonly loads: boolean;
    readonly reason?: string;
  }[];
}

test("an engine that does not start, or computes wrongly, is reported with the reason", async () => {
  let disposed = 0;
  const dispose = (): Promise<void> => {
    disposed++;
    return Promise.resolve();
  };
  const wrong = { ...plainEngine, name: "wrong", cholesky: () => plainEngine.cholesky(one) };
  const one = { rows: 2, cols: 2, data: Float64Array.of(1, 0, 0, 1) };
  const found = await probeEngines(signal, {
    absent: () => Promise.reject(new Error("start: needs more memory")),
    wrong: () => Promise.resolve({ engine: wrong, dispose }),
  });
  expect(found).toEqual([
    { engine: "absent", loads: false, reason: "start: needs more memory" },
    { engine: "wrong", loads: false, reason: "wrong: must solve to -0.5 and 2, got 2 and 19" },
  ]);
  expect(disposed).toBe(1);
});

test("an aborted signal ends the search", async () => {
  const reason = new Error("enough");
  await expect(probeEngines(AbortSignal.abort(reason))).rejects.toBe(reason);
});

test("the path of a library is the mapped file that its name leads to", () => {
  const maps = [
    "7f00-7f01 r-xp 00000000 08:01 42   /usr/lib/openblas-pthread/libopenblasp-r0.3.21.so",
    "7f02-7f03 r-xp 00000000 08:01 43   /usr/lib/my libs/liblapack.so.3",
    "7f04-7f05 rw-p 00000000 00:00 0    [heap]",
  ].join("\n");
  expect(libraryPaths(["libopenblas.so.0", "liblapack.so.3", "/a/b.so", "libx.so"], maps)).toEqual([
    "/usr/lib/openblas-pthread/libopenblasp-r0.3.21.so",
    "/usr/lib/my libs/liblapack.so.3",
    "/a/b.so",
    "libx.so",
  ]);
});
