import { dirname, join } from "node:path";
import { networkHash } from "@ntkit/architecture";
import type { Tensor } from "@ntkit/linalg";
import { UsageError } from "../errors/usage-error.ts";
import { readFiniteModel } from "../finite/read-finite-model.ts";
import { readTfjsModel } from "../finite/read-tfjs-model.ts";
import { readInput } from "../input/read-file.ts";
import { readNetwork } from "../input/read-network.ts";
import type { Io } from "../io.ts";
import { sha256 } from "./digest.ts";
import { type PoolKernel, finiteKernel, infiniteKernel } from "./pool-kernel.ts";
import type { QueryFlags } from "./query-flags.ts";

/**
 * The kernel that the flags name: of the infinite network, of one with parameters, or of a TensorFlow.js model.
 *
 * @throws UsageError for flags that contradict each other
 */
export async function openPoolKernel(pool: Tensor, flags: QueryFlags, io: Io): Promise<PoolKernel> {
  const { kernel, parameters, model } = flags;
  if (model !== undefined) return openModelKernel(pool, model, flags, io);
  if (flags.backend !== undefined) throw new UsageError("--backend: needs --model");
  const network = await readNetwork(io.cwd, flags.network!);
  if (kernel === "ntk" || kernel === "nngp" || (kernel === undefined && parameters === undefined)) {
    if (parameters === undefined) return infiniteKernel(network, kernel ?? "ntk");
    throw new UsageError(
      `--parameters: must come with --kernel traced or pseudo, got ${kernel} of the infinite network`,
    );
  }
  if (parameters === undefined) {
    throw new UsageError(`--kernel: ${kernel} must come with --parameters or --model, got none`);
  }
  const finite = await readFiniteModel(io.cwd, network, pool.shape.slice(1), { parameters });
  const hash = `${networkHash(network)}:${sha256(await readInput(io.cwd, parameters))}`;
  return finiteKernel(finite, kernel ?? "pseudo", hash);
}

/** The kernel of a TensorFlow.js model, which its `model.json` and its weights tell from others. */
async function openModelKernel(
  pool: Tensor,
  file: string,
  { kernel = "pseudo", parameters, network, backend }: QueryFlags,
  io: Io,
): Promise<PoolKernel> {
  if (network !== undefined || parameters !== undefined) {
    throw new UsageError("--model: must come without --network and --parameters, got both");
  }
  if (kernel === "ntk" || kernel === "nngp") {
    throw new UsageError(`--kernel: must be traced or pseudo with --model, got ${kernel}`);
  }
  const { source } = await readTfjsModel(io, file, pool.shape.slice(1), backend);
  const json = await readInput(io.cwd, file);
  const parts = await Promise.all(
    weightFiles(json).map((path) => readInput(io.cwd, join(dirname(file), path))),
  );
  return finiteKernel(source, kernel, sha256(Buffer.concat([json, ...parts])));
}

/** Files that a `model.json`, which was read as a model before, names for its weights. */
function weightFiles(json: Uint8Array): string[] {
  const { weightsManifest = [] } = JSON.parse(new TextDecoder().decode(json)) as {
    weightsManifest?: readonly { readonly paths: readonly string[] }[];
  };
  return weightsManifest.flatMap(({ paths }) => paths);
}
