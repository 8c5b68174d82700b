import { activationDefinitions } from "../activation-node.ts";
import { nearest } from "../internal/nearest.ts";
import { show } from "../internal/show.ts";
import { validate } from "../internal/validate.ts";
import { NetworkError } from "../network-error.ts";
import type { Network } from "../network.ts";
import { type Presets, presetNames, presets } from "./presets.ts";

const longestText = 10_000;
const caller = "parsePreset";

/**
 * Returns the network that a line such as `mlp:depth=3,activation=erf,biasStd=0.1` names.
 *
 * `name`, or `name:option=value,…` with the options of that preset. A value is a number, true, false,
 * null or a word; an activation is its type, with options in brackets: `activation=leakyRelu(alpha=0.2)`
 * or `activation=polynomial(coefficients=[0, 1, 0.5])`.
 *
 * @throws {NetworkError} with `nearest` where a name looks misspelt
 */
export function parsePreset(text: string): Network {
  if (text.length > longestText) {
    throw failure(`must have at most ${longestText} characters, got ${text.length}`);
  }
  const colon = text.indexOf(":");
  const name = (colon === -1 ? text : text.slice(0, colon)).trim();
  if (!isPreset(name)) throw unknownName("preset", name, presetNames);
  const options = readOptions(colon === -1 ? "" : text.slice(colon + 1), name);
  const build = presets[name] as (options: object) => Network;
  return build(options);
}

function isPreset(name: string): name is keyof Presets {
  return (presetNames as readonly string[]).includes(name);
}

/** `a=1,b=word(c=2)` as an object; an activation's text becomes its node. */
function readOptions(text: string, owner: string): Record<string, unknown> {
  const options = new Map<string, unknown>();
  if (text.trim() === "") return {};
  for (const part of splitOutsideBrackets(text)) {
    const equals = part.indexOf("=");
    if (equals === -1) throw failure(`must be option=value, got ${show(part.trim())}`, owner);
    const key = part.slice(0, equals).trim();
    if (options.has(key)) throw failure("is written twice", owner, [key]);
    const value = part.slice(equals + 1).trim();
    options.set(key, key === "activation" ? readActivation(value) : readValue(value));
  }
  return Object.fromEntries(options);
}

function readValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function readActivation(text: string): Network {
  const match = /^(\w*)(?:\((.*)\))?$/s.exec(text);
  const type = match?.[1] ?? text;
  const types = activationDefinitions.map((definition) => definition.type);
  if (!types.includes(type)) throw unknownName("activation", type, types);
  const { network, problem } = validate({ ...readOptions(match?.[2] ?? "", type), type });
  if (network !== undefined) return network;
  throw new NetworkError(problem.message, { ...problem, caller: type });
}

function splitOutsideBrackets(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let begin = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(i);
    if ("([".includes(letter)) depth++;
    else if (")]".includes(letter)) depth--;
    else if (letter === "," && depth === 0) {
      parts.push(text.slice(begin, i));
      begin = i + 1;
    }
  }
  return [...parts, text.slice(begin)];
}

function failure(problem: string, owner: string = caller, path: string[] = []): NetworkError {
  return new NetworkError(problem, { caller: owner, path });
}

function unknownName(what: string, name: string, known: readonly string[]): NetworkError {
  const guess = nearest(name, known);
  const help = guess === undefined ? `known are ${known.join(", ")}` : `did you mean ${guess}?`;
  const detail = guess === undefined ? { caller } : { caller, nearest: guess };
  return new NetworkError(`unknown ${what} ${show(name)}, ${help}`, detail);
}
