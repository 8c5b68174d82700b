import type { Matrix } from "@ntkit/linalg";
import { countOf } from "../inputs.ts";
import type { Inputs } from "../inputs.ts";
import type { FactorSource } from "../network/factor-source.ts";
import type { KernelForm, KernelSizes } from "./form.ts";
import type { ContributionKey } from "./sum-of-sites.ts";
import type { KernelOptions } from "./tiling.ts";

/** Everything that a kernel is asked for with. */
export interface KernelRequest<F extends KernelForm> extends KernelOptions {
  readonly source: FactorSource;
  readonly x1: Inputs;
  readonly x2: Inputs | undefined;
  readonly form: F;
  readonly key: ContributionKey | undefined;
  /** C [Q, O]; undefined for all outputs. */
  readonly cotangents: Matrix | undefined;
}

/** How large the kernel is. */
export function sizesOf({
  source,
  x1,
  x2,
  cotangents,
}: Pick<KernelRequest<KernelForm>, "source" | "x1" | "x2" | "cotangents">): KernelSizes {
  return { n: countOf(x1), m: countOf(x2 ?? x1), q: cotangents?.rows ?? source.outputs };
}
