import { AsyncLocalStorage } from "node:async_hooks";
import { Option } from "commander";

/** What computes matrices. */
const engineKinds = ["wasm", "native", "onnx", "plain"] as const;
export type EngineKind = (typeof engineKinds)[number];

/** What a run of the command was asked to compute with, and what it did compute with. */
export interface EngineChoice {
  kind: EngineKind | undefined;
  /** The engine's own name. */
  ran: string | undefined;
}

/** Of each run, since several may share a process. */
const choices = new AsyncLocalStorage<EngineChoice>();

/** Runs `work` with a choice of its own, which says nothing yet. */
export function withEngineChoice<T>(work: () => Promise<T>): Promise<T> {
  return choices.run({ kind: undefined, ran: undefined }, work);
}

/** The choice of the run that calls. */
export function engineChoice(): EngineChoice {
  return choices.getStore() ?? { kind: undefined, ran: undefined };
}

/** `--engine`, before or after the name of a command. */
export function engineOption(): Option {
  return new Option(
    "--engine <name>",
    "what computes matrices (default: wasm): an installed BLAS (native) or ONNX Runtime (onnx) may be faster and round otherwise; see ntkit doctor",
  ).choices(engineKinds);
}
