import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@ntkit/datasets";
import { z } from "zod";
import { parseSafeJson } from "../model/safe-json.ts";
import { makeFolder } from "../output/make-folder.ts";
import { systemCode } from "../output/output-error.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";

const row = z.int().min(0);

/** What a labelling campaign knows between its rounds: `state.json` in its folder. */
export interface QueryState {
  readonly format: "ntkit-query";
  readonly version: 1;
  /** What must be the same in every round. */
  readonly identity: {
    readonly kernel: string;
    readonly pool: string;
    readonly labelled: string;
    readonly task: "classification" | "regression";
    readonly classes?: readonly string[] | undefined;
  };
  readonly rounds: readonly {
    /** What chose: a criterion of look-ahead, or a baseline. */
    readonly criterion: string;
    readonly picks: readonly number[];
  }[];
  readonly answers: readonly { readonly row: number; readonly label: string }[];
}

const stateSchema: z.ZodType<QueryState> = z.strictObject({
  format: z.literal("ntkit-query"),
  version: z.literal(1),
  identity: z.strictObject({
    kernel: z.string(),
    pool: z.string(),
    labelled: z.string(),
    task: z.enum(["classification", "regression"]),
    classes: z.array(z.string()).optional(),
  }),
  rounds: z.array(z.strictObject({ criterion: z.string(), picks: z.array(row) })),
  answers: z.array(z.strictObject({ row, label: z.string() })),
});

/** The state in a folder, or undefined when there is none yet. */
export async function readQueryState(folder: string): Promise<QueryState | undefined> {
  const file = join(folder, "state.json");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    if (systemCode(cause) === "ENOENT") return undefined;
    throw new DataError("state must be readable", { file, cause });
  }
  try {
    return stateSchema.parse(parseSafeJson(text));
  } catch (cause) {
    const got = cause instanceof z.ZodError ? z.prettifyError(cause) : "broken JSON";
    throw new DataError(`state must be one that ntkit query wrote, got ${got}`, { file, cause });
  }
}

/**
 * The state for this query: the folder's, if it belongs to the same network, data and classes.
 *
 * @throws DataError that names what differs
 */
export function continueState(
  found: QueryState | undefined,
  identity: QueryState["identity"],
  folder: string | undefined,
): QueryState {
  if (found === undefined) {
    return { format: "ntkit-query", version: 1, identity, rounds: [], answers: [] };
  }
  const keys = ["kernel", "pool", "labelled", "task", "classes"] as const;
  const other = keys.find((key) => String(found.identity[key]) !== String(identity[key]));
  if (other === undefined) return found;
  throw new DataError(
    `state must belong to the same ${names[other]}, got that of another; use another --state folder`,
    { file: join(folder ?? ".", "state.json") },
  );
}

const names = {
  kernel: "network and kernel",
  pool: "pool",
  labelled: "labelled samples",
  task: "task",
  classes: "classes",
} as const;

/** Writes the state in one step: the old one, or the whole new one. */
export async function writeQueryState(folder: string, state: QueryState): Promise<void> {
  await makeFolder(folder);
  await writeFileAtomically(join(folder, "state.json"), `${JSON.stringify(state, null, 2)}\n`);
}
