import { mlp, relu } from "@ntkit/architecture";
import { kernelFunctions } from "@ntkit/kernels";
import process from "node:process";
import { afterAll, describe, expect, test } from "vitest";
import { compareResults, largestDifference } from "../src/compare-results.ts";
import { normalMatrix } from "../src/normal-matrix.ts";
import { type PythonPeer, peerEnvironment, startPeer, startPeers } from "../src/python-peer.ts";
import { scratchFolder } from "../src/scratch-folder.ts";
import { linalgSuite } from "../src/suites/linalg.ts";
import { workloadNetworks } from "../src/suites/kernels.ts";

const absent = { ...process.env, NTKIT_PYTHON: "no-such-python" };

describe("without Python", () => {
  test("there is no peer but a reason", async () => {
    expect(await startPeers(absent)).toEqual({
      peers: [],
      missing: expect.stringContaining("no-such-python") as string,
    });
  });

  test("a suite measures ours alone and says why", async () => {
    const options = { quick: true, check: false, large: false, env: absent, log: () => undefined };
    for await (const row of linalgSuite.run(options)) {
      expect(row).toMatchObject({ workload: "gram X X' N=1000 d=200", peer: null, ratio: null });
      expect(row.ours.seconds).toBeGreaterThan(0);
      expect(row.note).toContain("no NumPy: no-such-python");
      break;
    }
  });
});

test("a program that is no peer is reported with how it ended", async () => {
  // Node refuses the Python program and says so.
  const peer = await startPeer({ ...process.env, NTKIT_PYTHON: process.execPath }, 1);
  expect(peer).toEqual({ missing: expect.stringMatching(/ended with 1/) as string });
});

test("peers choose their own BLAS kernel and get the number of threads", () => {
  const env = peerEnvironment({ OPENBLAS_CORETYPE: "Haswell", PATH: "/bin" }, 3);
  expect(env).toMatchObject({ PATH: "/bin", OPENBLAS_NUM_THREADS: "3", OMP_NUM_THREADS: "3" });
  expect(env.OPENBLAS_CORETYPE).toBeUndefined();
});

test.skipIf("missing" in (await startPeer(process.env, 1)))(
  "a peer that does not answer in time is ended, and says so",
  async () => {
    const slow = (await startPeer(process.env, 1)) as PythonPeer;
    // All eigenvalues of 1500 rows take a hundred times as long as is given, on any machine.
    await slow.request({ op: "load", name: "x", path: scratch.save("slow", normalMatrix(1500, 1500, 1)) }); // prettier-ignore
    const request = { op: "eigen_symmetric", a: "x" };
    await expect(slow.request(request, 0.001)).rejects.toThrow("ended after 0.001 s");
  },
);

describe("largestDifference", () => {
  test("is relative to the root mean square of the second", () => {
    expect(largestDifference([3, 4.5], [3, 4])).toBeAllclose(0.5 / Math.sqrt(12.5));
    expect(largestDifference([0, 0], [0, 0])).toBe(0);
  });

  test.each([[[NaN, 1]], [[1, NaN]]])("does not hide the NaN in %j", (values) => {
    expect(largestDifference(values, [1, 1])).toBeNaN();
  });
});

const peer = await startPeer(process.env, 1);
const scratch = scratchFolder();

afterAll(() => {
  if (!("missing" in peer)) peer.close();
  scratch.remove();
});

describe.skipIf("missing" in peer)("with NumPy", () => {
  const depths = [1, 3];
  const cases = ["relu", "erf", "gelu"].flatMap((activation) =>
    ["whole", "blocked"].map((program) => ({ activation, program })),
  );

  test.each(cases)(
    "agreement: NumPy's $activation recursion, $program, is the kernel of the network",
    async ({ activation, program }) => {
      if ("missing" in peer) return;
      const x = normalMatrix(60, 5, 3);
      await peer.request({ op: "load", name: "x", path: scratch.save("x", x) });
      const request = { op: "kernel", x: "x", activation, depths, weight: 2, bias: 0.01, program };
      await peer.request(request);
      const found = await kernelFunctions(workloadNetworks(activation, depths)).evaluate(x);
      const ours = found.flatMap(({ nngp, ntk }) => [nngp.data, ntk.data]);
      expect(await compareResults(ours, peer, (i) => i % 61 === 0)).toBeLessThan(1e-13);
      const other = kernelFunctions([1, 2].map((depth) => mlp({ depth, activation: relu() })));
      const wrong = (await other.evaluate(x)).flatMap(({ nngp, ntk }) => [nngp.data, ntk.data]);
      expect(await compareResults(wrong, peer)).toBeGreaterThan(1e-3);
    },
  );

  test("a request that fails is an error with the peer's message", async () => {
    if ("missing" in peer) return;
    await expect(peer.request({ op: "gram", x: "nothing" })).rejects.toThrow(
      "peer: KeyError: 'nothing'",
    );
  });
});
