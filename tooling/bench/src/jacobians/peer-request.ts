import type { Network } from "@ntkit/architecture";
import type { FiniteModel } from "@ntkit/autodiff-jacobians";
import { type Matrix, matrix } from "@ntkit/linalg";
import type { PythonPeer } from "../python-peer.ts";
import type { ScratchFolder } from "../scratch-folder.ts";
import type { JacobianWorkload } from "./workloads.ts";

/** A layer as the peers are told of it. */
type PeerLayer = Readonly<Record<string, string | number | boolean | readonly number[]>>;

/** Gives the parameters and the inputs to every peer. */
export async function loadAll(
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

/** The message that asks a peer for the kernel of the workload. */
export function requestOf(
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
