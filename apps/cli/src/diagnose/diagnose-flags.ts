import { UsageError } from "../errors/usage-error.ts";

/** Options of `ntkit diagnose`, of either form. */
export type DiagnoseFlags = NetworkFlags | KernelFlags;

/** The network alone. */
interface NetworkFlags {
  readonly network: string;
  readonly json?: true;
}

/** A kernel and targets. */
export interface KernelFlags {
  readonly network?: undefined;
  readonly train: string;
  readonly targets: string;
  readonly f0?: string;
  readonly ridges: readonly number[];
  readonly out: string;
  readonly plot?: string;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
}

const arrayFlags = ["train", "targets", "ridges", "out"] as const;

/** @throws UsageError unless the network is given alone, or all that an analysis of a kernel needs */
export function checkDiagnoseFlags(flags: DiagnoseFlags): void {
  const given: Partial<KernelFlags> =
    flags.network === undefined ? flags : { ...flags, network: undefined };
  const extra = [...arrayFlags, "f0" as const, "plot" as const].find(
    (name) => given[name] !== undefined,
  );
  const missing = arrayFlags.find((name) => given[name] === undefined);
  if (flags.network !== undefined && extra !== undefined) {
    throw new UsageError(`--network goes without --${extra}`, { option: `--${extra}` });
  }
  if (flags.network === undefined && missing !== undefined) {
    throw new UsageError(`required option '--${missing}' not specified; or give --network alone`, {
      option: `--${missing}`,
    });
  }
}
