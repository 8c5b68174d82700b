import { timed } from "../contest.ts";
import { families } from "../convergence/families.ts";
import type { Family } from "../convergence/families.ts";
import { type ErrorsAtWidth, logSlope } from "../convergence/log-slope.ts";
import type { Row } from "../row.ts";
import { slopeColumns } from "../columns.ts";
import type { Suite } from "../suite.ts";

/** How fast random finite networks approach what they have at infinite width. */
export const convergenceSuite: Suite = {
  name: "convergence",
  summary: "slopes of errors over widths, of finite networks beside infinite ones: -1/2",
  columns: slopeColumns,
  async *run({ quick, log }) {
    for (const family of families(quick)) {
      log(`convergence: ${family.workload}`);
      yield* await measure(family, quick ? 8 : 40);
    }
  },
};

/** A row for each kind of error, from `count` networks at every width. */
async function measure({ workload, widths, errors }: Family, count: number): Promise<Row[]> {
  const byName: Record<string, ErrorsAtWidth[]> = {};
  const seconds = await timed(async () => {
    for (const width of widths) {
      const draws: Readonly<Record<string, number>>[] = [];
      for (let seed = 1; seed <= count; seed++)
        draws.push(await errors(width, 1000 * width + seed));
      for (const name of Object.keys(draws[0]!)) {
        (byName[name] ??= []).push({ width, errors: draws.map((draw) => draw[name]!) });
      }
    }
  });
  return Object.entries(byName).map(([name, points]) => ({
    workload: `${workload}, ${name}`,
    ours: { name: `${count} networks, widths ${widths.join(", ")}`, seconds },
    peer: null,
    ratio: null,
    goal: null,
    slope: logSlope(points),
  }));
}
