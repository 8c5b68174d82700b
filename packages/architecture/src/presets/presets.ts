import { type AroraOptions, arora } from "./arora.ts";
import { type AroraUciOptions, aroraUci } from "./arora-uci.ts";
import { type CntkOptions, cntk } from "./cntk.ts";
import { type JacotOptions, jacot } from "./jacot.ts";
import { type MlpOptions, mlp } from "./mlp.ts";
import { type MyrtleOptions, myrtle10, myrtle5, myrtle7 } from "./myrtle.ts";
import type { SerialNode } from "../combinators/serial.ts";

/** The functions that build a network of the literature from a few options, by name. */
export interface Presets {
  readonly mlp: (options: MlpOptions) => SerialNode;
  readonly jacot: (options: JacotOptions) => SerialNode;
  readonly arora: (options: AroraOptions) => SerialNode;
  readonly aroraUci: (options: AroraUciOptions) => SerialNode;
  readonly cntk: (options: CntkOptions) => SerialNode;
  readonly myrtle5: (options?: MyrtleOptions) => SerialNode;
  readonly myrtle7: (options?: MyrtleOptions) => SerialNode;
  readonly myrtle10: (options?: MyrtleOptions) => SerialNode;
}

/** Networks of the literature by name. */
export const presets: Presets = Object.freeze({
  mlp,
  jacot,
  arora,
  aroraUci,
  cntk,
  myrtle5,
  myrtle7,
  myrtle10,
});

/** The names of {@link presets}. */
export const presetNames: readonly (keyof Presets)[] = Object.freeze([
  "mlp",
  "jacot",
  "arora",
  "aroraUci",
  "cntk",
  "myrtle5",
  "myrtle7",
  "myrtle10",
] as const);
