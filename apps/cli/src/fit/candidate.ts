import type { Network } from "@ntkit/architecture";

/** A network that may be chosen, with the settings that made it, for people to read. */
export interface Candidate {
  /** Short and unique: "depth 3, relu". */
  readonly label: string;
  readonly network: Network;
  readonly settings: Readonly<Record<string, string | number | null>>;
}
