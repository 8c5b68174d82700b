import { engineChoice } from "../engine/engine-choice.ts";
import type { Io } from "../io.ts";

/** What a command found, for programs and for people. */
export interface Result {
  /** Printed on stdout, as one line of JSON, with --json. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Printed on stdout otherwise. */
  readonly text: string;
}

/** Prints a command's result on stdout in the form that was asked for; as JSON with the engine that ran. */
export function printResult(result: Result, io: Io, json: boolean): void {
  const { ran } = engineChoice();
  const found = ran === undefined ? result.json : { ...result.json, engine: ran };
  io.stdout.write(json ? `${JSON.stringify(found)}\n` : result.text);
}
