import { createHash } from "node:crypto";
import { networkHash, toJson } from "@ntkit/architecture";
import { writeNpz } from "@ntkit/datasets";
import type { StagedFolder } from "../output/staged-folder.ts";
import { version } from "../version.ts";
import type { ModelRecord } from "./model-schema.ts";
import type { TrainedModel } from "./trained-model.ts";

/** What a model folder says about its making, besides the model. */
export type ModelProvenance = Pick<ModelRecord, "search" | "seed" | "data">;

const arraysFile = "arrays.npz";

/** Writes `model.json` and `arrays.npz` into a staged folder. Equal models give equal bytes. */
export async function writeModel(
  folder: StagedFolder,
  model: TrainedModel,
  provenance: ModelProvenance,
): Promise<void> {
  const { coefficients, ...solver } = model.solver;
  const noise = solver.type === "ridge" ? solver.noise : undefined;
  const arrays = writeNpz({
    features: model.features,
    coefficients,
    ...(noise?.shape && { noise: noise.shape }),
  });
  const record = {
    format: "ntkit-model",
    version: 1,
    ntkit: version,
    target: model.target,
    kernel: model.kernel,
    network: toJson(model.network),
    networkHash: networkHash(model.network),
    encoder: model.encoder,
    solver: defined({
      ...solver,
      ...(noise && { noise: defined({ ...noise, shape: undefined }) }),
    }),
    ...provenance,
    arrays: { file: arraysFile, sha256: sha256(arrays) },
  };
  await folder.write(arraysFile, arrays);
  await folder.write("model.json", `${JSON.stringify(record, null, 2)}\n`);
}

/** SHA-256 in hex. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function defined(record: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
