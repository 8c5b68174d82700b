import { join } from "node:path";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { canvas } from "../report/figure.ts";
import type { StrategyCurve } from "./compare-strategies.ts";
import { curvesFigure } from "./curves-figure.ts";
import type { SimulationPlan } from "./simulation-plan.ts";
import { curvesCsv, simulationReport } from "./simulation-report.ts";

/** Writes `curves.csv`, `curves.svg` and `report.md` into the folder of the runs. */
export async function writeSimulationReport(
  folder: string,
  plan: SimulationPlan,
  curves: readonly StrategyCurve[],
): Promise<void> {
  const figure = curvesFigure(await canvas(), curves, {
    title: "What each strategy's labels are worth",
    subtitle: `accuracy with 95 % bands over ${plan.settings.seeds.length} seeds; grey: random`,
  });
  await writeFileAtomically(join(folder, "curves.csv"), curvesCsv(curves));
  await writeFileAtomically(join(folder, "curves.svg"), figure);
  await writeFileAtomically(join(folder, "report.md"), simulationReport(plan, curves));
}
