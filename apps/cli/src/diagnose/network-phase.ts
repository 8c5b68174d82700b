import { networkHash } from "@ntkit/architecture";
import { criticalWeightStd, hiddenLayer, signalPropagation } from "@ntkit/kernels";
import type { HiddenLayer } from "@ntkit/kernels";
import { NumericalError } from "@ntkit/linalg";
import { formatNumber } from "../screen/format.ts";
import { readNetwork } from "../input/read-network.ts";
import type { Io } from "../io.ts";
import type { Result } from "../screen/print-result.ts";

/** Says whether many hidden layers like those of a network can be trained: phase and depth scales. */
export async function networkPhase(text: string, io: Io): Promise<Result> {
  const network = await readNetwork(io.cwd, text);
  const layer = hiddenLayer(network);
  const found = signalPropagation(layer);
  const critical = criticalWeight(layer);
  const { phase, chi, chiAtCorrelation, variance, correlation } = found;
  const { depthScale, correlationDepthScale } = found;
  const lines: [string, string][] = [
    ["phase", `${phase}: ${meaning[phase]}`],
    ["chi_1", formatNumber(chi)],
    ["q*", formatNumber(variance)],
    ["c*", formatNumber(correlation)],
    ["chi_c*", formatNumber(chiAtCorrelation)],
    ["xi_1", `${formatNumber(depthScale)} layers`],
    ["xi_*", phase === "chaotic" ? `${formatNumber(correlationDepthScale)} layers` : "-"],
    ["critical weightStd", critical === null ? "none" : formatNumber(critical)],
  ];
  return {
    json: {
      command: "diagnose",
      networkHash: networkHash(network),
      phase,
      chi,
      variance: finite(variance),
      correlation,
      chiAtCorrelation,
      depthScale: finite(depthScale),
      correlationDepthScale: finite(correlationDepthScale),
      criticalWeightStd: critical,
    },
    text: lines.map(([name, value]) => `${name.padEnd(20)}${value}\n`).join(""),
  };
}

const meaning = {
  ordered: "deep layers make all inputs alike; gradients vanish with depth",
  critical: "signals and gradients keep their size at any depth",
  chaotic: "deep layers make all inputs unrelated; gradients explode with depth",
} as const;

/** JSON has no infinity. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

function criticalWeight({ activation, biasStd }: HiddenLayer): number | null {
  try {
    return criticalWeightStd(activation, biasStd ?? 0);
  } catch (error) {
    if (error instanceof NumericalError) return null;
    throw error;
  }
}
