import type * as z from "zod";
import { nearest } from "./nearest.ts";
import { show } from "./show.ts";

/** What is wrong with a value, before it is known where in a text it stands. */
export interface Problem {
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly nearest?: string;
  /** Whether the last step of the path is to blame, and not the value there. */
  readonly atKey?: boolean;
}

/** The names that may be written at a place: options of a node, or types of node. */
export interface Vocabulary {
  readonly types: readonly string[];
  /** Options of the object at a place; undefined where that is not known. */
  optionsOf(value: unknown): readonly string[] | undefined;
}

/** Returns the problem that helps most: a misspelt name if there is one, else the first. */
export function toProblem(error: z.ZodError, input: unknown, words: Vocabulary): Problem {
  const { issues } = error;
  const misspelt = issues.find(
    ({ code }) => code === "unrecognized_keys" || code === "invalid_union",
  );
  const issue = (misspelt ?? issues[0])!;
  const path = issue.path.map((step) => (typeof step === "symbol" ? String(step) : step));
  if (issue.code === "unrecognized_keys") {
    return unknownOption(issue.keys[0]!, path, words.optionsOf(valueAt(input, path)));
  }
  if (issue.code === "invalid_union") return unknownType(path, input, words.types);
  return invalidValue(issue, path, input);
}

function unknownOption(
  key: string,
  path: (string | number)[],
  options: readonly string[] = [],
): Problem {
  const guess = nearest(key, options);
  const help =
    guess !== undefined
      ? `, did you mean ${guess}?`
      : options.length > 0
        ? `, the options are ${options.join(", ")}`
        : ", there are no options here";
  return { message: `unknown option${help}`, path: [...path, key], atKey: true, ...found(guess) };
}

function unknownType(path: (string | number)[], input: unknown, types: readonly string[]): Problem {
  const type = valueAt(input, path);
  if (type === undefined) return missingType(path.slice(0, -1), input, types);
  const guess = typeof type === "string" ? nearest(type, types) : undefined;
  const help =
    guess === undefined ? `, the types are ${types.join(", ")}` : `, did you mean ${guess}?`;
  return { message: `unknown type ${show(type)}${help}`, path, ...found(guess) };
}

function missingType(path: (string | number)[], input: unknown, types: readonly string[]): Problem {
  const value = valueAt(input, path);
  const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
  const misspelt = keys.find((key) => nearest(key, ["type"]) !== undefined);
  if (misspelt !== undefined) return unknownOption(misspelt, path, ["type"]);
  return { message: `must have a type, one of ${types.join(", ")}; got ${show(value)}`, path };
}

function invalidValue(issue: z.core.$ZodIssue, path: (string | number)[], input: unknown): Problem {
  const value = valueAt(input, path);
  const got = value === undefined ? "but is missing" : `got ${show(value)}`;
  const words = issue.code === "invalid_value" ? issue.values.map(String) : [];
  const guess = typeof value === "string" ? nearest(value, words) : undefined;
  const help = guess === undefined ? "" : `, did you mean ${guess}?`;
  return { message: `${issue.message}, ${got}${help}`, path, ...found(guess) };
}

function found(guess: string | undefined): { nearest?: string } {
  return guess === undefined ? {} : { nearest: guess };
}

/** Returns what stands at `path` in plain data, or undefined. Own properties only. */
function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<string | number, unknown>)[step];
  }
  return here;
}
