import type { Network } from "@ntkit/architecture";
import { avgPool, conv, dense, flatten, relu, serial, tanh } from "@ntkit/architecture";
import { type FiniteModel, empiricalNtk, finiteNetwork } from "@ntkit/autodiff-jacobians";
import { type Matrix, matrix } from "@ntkit/linalg";
import { timingColumns } from "../columns.ts";
import { compareResults } from "../compare-results.ts";
import { type Contestant, contest, timed } from "../contest.ts";
import { type BenchEngine, openEngines } from "../linalg/open-engines.ts";
import { normalMatrix } from "../normal-matrix.ts";
import { type PythonPeer, startJacobianPeers } from "../python-peer.ts";
import type { Row } from "../row.ts";
import { type ScratchFolder, scratchFolder } from "../scratch-folder.ts";
import type { BenchOptions, Suite } from "../suite.ts";

/** A layer as the peers are told of it. */
type PeerLayer = Readonly<Record<string, string | number | boolean | readonly number[]>>;

interface JacobianWorkload {
  readonly name: string;
  readonly network: Network;
  readonly inputShape: readonly number[];
  readonly n: number;
  readonly form: "trace" | "full";
  /** Whether NTK-vector products take less than minutes: they are for many outputs and few examples. */
  readonly products: boolean;
}

interface Bench {
  readonly options: BenchOptions;
  readonly engine: BenchEngine["engine"];
  readonly peers: readonly PythonPeer[];
  readonly note: string | undefined;
  readonly scratch: ScratchFolder;
}

/** Empirical NTKs of finite networks, beside neural-tangents and PyTorch's function transforms. */
export const jacobiansSuite: Suite = {
  name: "jacobians",
  summary: "empirical NTK of an MLP, a wide MLP and a CNN, beside neural-tangents and PyTorch",
  columns: timingColumns,
  async *run(options) {
    const engines = await openEngines();
    const { peers, missing } = await startJacobianPeers(options.env);
    const note = missing.length > 0 ? `no ${missing.join("; no ")}` : undefined;
    const scratch = scratchFolder();
    try {
      for (const { engine } of engines.engines.filter(({ full }) => full)) {
        for (const workload of workloads(options.quick)) {
          yield await measure(workload, { options, engine, peers, note, scratch });
        }
      }
    } finally {
      for (const peer of peers) peer.close();
      scratch.remove();
      await engines.close();
    }
  },
};

function workloads(quick: boolean): JacobianWorkload[] {
  const [width, n] = quick ? [256, 16] : [2048, 256];
  const wide = dense({ units: width, weightStd: Math.SQRT2 });
  const hidden = dense({ units: 512, weightStd: 1.4 });
  return [
    {
      name: `MLP 784-512-512-10 N=${n}, traced`,
      network: serial(hidden, tanh(), hidden, tanh(), dense({ units: 10 })),
      inputShape: [784],
      n,
      form: "trace",
      products: false,
    },
    {
      name: `MLP 3072-${width}³-8 N=16, all 8 outputs`,
      network: serial(wide, relu(), wide, relu(), wide, relu(), dense({ units: 8 })),
      inputShape: [3072],
      n: 16,
      form: "full",
      products: true,
    },
    {
      name: `CNN 28×28, two convolutions, N=${quick ? 16 : 64}, traced`,
      network: leNet(),
      inputShape: [28, 28, 1],
      n: quick ? 16 : 64,
      form: "trace",
      products: false,
    },
  ];
}

function leNet(): Network {
  const filter = { filterShape: [5, 5], weightStd: Math.SQRT2 };
  const pool = avgPool({ windowShape: [2, 2], strides: [2, 2] });
  return serial(
    ...[conv({ ...filter, channels: 6, padding: "same" }), relu(), pool],
    ...[conv({ ...filter, channels: 16 }), relu(), pool, flatten()],
    ...[dense({ units: 120 }), relu(), dense({ units: 84 }), relu(), dense({ units: 10 })],
  );
}

async function measure(workload: JacobianWorkload, bench: Bench): Promise<Row> {
  const { name, network, inputShape, n, form } = workload;
  const { options, engine, peers, note, scratch } = bench;
  options.log(`jacobians: ${name}`);
  const finite = finiteNetwork(network, inputShape);
  const model = finite.at(finite.initialize(1));
  const x = normalMatrix(
    n,
    inputShape.reduce((size, length) => size * length, 1),
    2,
  );
  await loadAll(model, x, peers, scratch);
  let found: Float64Array[] = [];
  const ours: Contestant = {
    name: `@ntkit/autodiff-jacobians, ${engine.name}`,
    run: () =>
      timed(
        async () => (found = [(await empiricalNtk(model, x, undefined, { engine, form })).data]),
      ),
  };
  const { rivals, refused } = await rivalsOf(workload, model, peers, options.quick);
  const repeats = options.quick ? 2 : 3;
  const row = await contest({ workload: name, ours, peers: rivals, repeats, goal: 1 });
  const last = peers.at(-1);
  if (last !== undefined) await last.request(requestOf(workload, model, "jacobian", "float64"));
  const notes = [note, ...refused].filter((text) => text !== undefined);
  return {
    ...row,
    ...(last && { difference: await compareResults(found, last) }),
    ...(notes.length > 0 && { note: notes.join("; ") }),
  };
}

async function loadAll(
  { parameters }: FiniteModel,
  x: Matrix,
  peers: readonly PythonPeer[],
  scratch: ScratchFolder,
): Promise<void> {
  const arrays = Object.entries(parameters).map(([name, { shape, data }]): [string, Matrix] => {
    const cols = shape.at(-1)!;
    return [name, matrix(data.length / cols, cols, data)];
  });
  for (const [name, array] of [...arrays, ["x", x] as const]) {
    const path = scratch.save(name, array);
    for (const peer of peers) await peer.request({ op: "load", name, path });
  }
}

const programs = ["jacobian", "products", "structured"] as const;

/** The programs of the peers that run this workload, each tried once, and why others do not. */
async function rivalsOf(
  workload: JacobianWorkload,
  model: FiniteModel,
  peers: readonly PythonPeer[],
  quick: boolean,
): Promise<{ readonly rivals: readonly Contestant[]; readonly refused: readonly string[] }> {
  const rivals: Contestant[] = [];
  const refused: string[] = [];
  for (const peer of peers) {
    const torch = peer.name.startsWith("PyTorch");
    for (const program of programs) {
      if (torch && program !== "jacobian") continue;
      if (program === "products" && !workload.products) continue;
      for (const dtype of quick ? ["float32"] : ["float64", "float32"]) {
        const request = requestOf(workload, model, program, dtype);
        const run = async () => (await peer.request(request)).seconds!;
        try {
          await run();
          rivals.push({ name: `${peer.name}, ${program}, ${dtype}`, run });
        } catch (error) {
          refused.push(`${peer.name}, ${program}: ${(error as Error).message.slice(0, 80)}`);
          break;
        }
      }
    }
  }
  return { rivals, refused };
}

function requestOf(
  { network, inputShape, form }: JacobianWorkload,
  model: FiniteModel,
  program: string,
  dtype: string,
): Readonly<Record<string, unknown>> {
  const layers = peerLayers(network, model);
  const trace = form === "trace";
  const { outputs } = model;
  return { op: "empirical", layers, x: "x", shape: inputShape, outputs, trace, program, dtype };
}

function peerLayers(network: Network, { network: finite }: FiniteModel): PeerLayer[] {
  if (network.type !== "serial")
    throw new Error(`peerLayers: must be a serial, got ${network.type}`);
  return network.layers.map((layer, i): PeerLayer => {
    const weight = finite.parameters.find(({ name }) => name === `${i}.weight`);
    switch (layer.type) {
      case "dense":
        return { dense: weight!.name, scale: weight!.scale };
      case "conv": {
        const { name, scale, shape } = weight!;
        return { conv: name, scale, shape, padding: layer.padding };
      }
      case "avgPool":
        return { pool: layer.windowShape[0]! };
      default:
        return { [layer.type]: true };
    }
  });
}
