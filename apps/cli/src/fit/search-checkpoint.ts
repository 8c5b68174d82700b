import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Network, networkHash } from "@ntkit/architecture";
import { DataError, npyToMatrix, readNpz, writeNpz } from "@ntkit/datasets";
import { type Matrix, matrix } from "@ntkit/linalg";
import { sha256 } from "../model/write-model.ts";
import { makeFolder } from "../output/make-folder.ts";
import { reason, systemCode } from "../output/output-error.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import type { Split } from "./search-networks.ts";

/** What determines the predictions of a network on a split, besides the table and how it is encoded. */
export interface SearchPlace {
  readonly network: Network;
  readonly kernel: "ntk" | "nngp";
  readonly count: number;
  readonly seed: number;
  readonly ridges: readonly number[];
  readonly split: Split;
}

/** Predictions that a search has made, to go on from after an interruption. */
export interface SearchCheckpoint {
  /** One matrix of this shape per ridge, or undefined where there is none yet. */
  read(
    place: SearchPlace,
    shape: { readonly rows: number; readonly cols: number },
  ): Promise<Matrix[] | undefined>;
  write(place: SearchPlace, predictions: readonly Matrix[]): Promise<void>;
}

/**
 * A folder with a file per network and split, named by everything that its numbers depend on: other tables and
 * options find nothing in it and do no harm.
 *
 * @param identity - the table and how it is encoded
 */
export async function searchCheckpoint(
  folder: string,
  identity: Readonly<Record<string, unknown>>,
): Promise<SearchCheckpoint> {
  await makeFolder(folder);
  const fileOf = ({ network, split, ...rest }: SearchPlace): string => {
    const rows = [split.train, split.validation].map((part) => sha256(part.join()));
    const parts = { identity, network: networkHash(network), rows, ...rest };
    return join(folder, `${sha256(JSON.stringify(parts)).slice(0, 32)}.npz`);
  };
  return {
    async read(place, { rows, cols }) {
      const file = fileOf(place);
      const bytes = await readIfThere(file);
      if (bytes === undefined) return undefined;
      const all = readNpz(bytes, { file }).get("predictions");
      const [height, shape] = [rows * place.ridges.length, all?.shape.join("×") ?? "none"];
      if (all === undefined || shape !== `${height}×${cols}`) {
        throw new DataError(
          `array predictions must have shape ${height}×${cols}, got ${shape}; remove the file`,
          { file },
        );
      }
      const { data } = npyToMatrix(all, { file });
      const size = rows * cols;
      return place.ridges.map((_, i) => matrix(rows, cols, data.slice(i * size, (i + 1) * size)));
    },
    async write(place, predictions) {
      const [{ rows, cols }] = predictions as [Matrix];
      const all = matrix(rows * predictions.length, cols);
      predictions.forEach(({ data }, i) => {
        all.data.set(data, i * data.length);
      });
      await writeFileAtomically(fileOf(place), writeNpz({ predictions: all }), "--checkpoint");
    },
  };
}

async function readIfThere(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(file);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === "ENOENT") return undefined;
    if (code === undefined) throw cause;
    throw new DataError(`checkpoint must be readable, got ${reason(code)}`, { file, cause });
  }
}
