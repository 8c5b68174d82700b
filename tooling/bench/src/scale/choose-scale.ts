import type { Network } from "@ntkit/architecture";
import { kernelFunction, kernelTiles } from "@ntkit/kernels";
import { type Matrix, random, selectRows } from "@ntkit/linalg";
import { nystromPath, ridgePath, rmse } from "@ntkit/solvers";
import { mlpCandidates } from "ntkit/fit";
import { distinctRows } from "./distinct-rows.ts";
import { predictInTiles } from "./predict-in-tiles.ts";
import type { RegressionSet } from "./read-regression.ts";
import type { ScaleTools } from "./scale-tools.ts";

/** The network and the ridge that rows held out of the training rows prefer. */
export interface ScaleChoice {
  readonly network: Network;
  readonly label: string;
  /** For regression through landmarks, which regularise too. */
  readonly ridge: number;
  /** For regression on all rows, by leave-one-out on some of them. */
  readonly exactRidge: number;
}

const ridges = [1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10];
const biases = [0.3, 1, 3];

/**
 * Of depths 2 to 5, biases against √2 for the weights (which scale the features) and ridges from 1e-6 to 10: the
 * best on the rows that follow the first `rows`, a fifth as many, by regression on those with a tenth (at least 100) as landmarks.
 */
export async function chooseScale(
  { x, y }: Pick<RegressionSet, "x" | "y">,
  rows: number,
  tools: ScaleTools,
): Promise<ScaleChoice> {
  const count = Math.min(rows, Math.floor((5 * x.rows) / 6));
  const order = Array.from({ length: x.rows }, (_, i) => i);
  const [some, held] = [order.slice(0, count), order.slice(count, Math.ceil(1.2 * count))];
  const [part, targets] = [selectRows(x, some), selectRows(y, some)];
  const landmarks = random(2)
    .shuffle(distinctRows(part))
    .slice(0, Math.max(100, count / 10));
  let best: (Omit<ScaleChoice, "exactRidge"> & { readonly error: number }) | undefined;
  for (const { network, label } of candidates()) {
    const kernel = kernelTiles(network, part, tools);
    const fits = await nystromPath({ kernel, landmarks, targets, ridges }, tools);
    for (const { ridge, ...model } of fits) {
      const known = { ...model, rows: selectRows(part, landmarks) };
      const found = await predictInTiles(network, known, selectRows(x, held), tools);
      const error = rmse(found.data, selectRows(y, held).data);
      if (best === undefined || error < best.error) best = { network, label, ridge, error };
    }
  }
  return { ...best!, exactRidge: await leaveOneOutRidge(best!.network, part, targets, tools) };
}

/** The ridge with the smallest leave-one-out error of the first 2000 rows. */
async function leaveOneOutRidge(
  network: Network,
  x: Matrix,
  y: Matrix,
  { engine, workers }: ScaleTools,
): Promise<number> {
  const rows = Array.from({ length: Math.min(2000, x.rows) }, (_, i) => i);
  const call = { get: ["ntk"] as const, engine, workers };
  const { ntk } = await kernelFunction(network).evaluate(selectRows(x, rows), undefined, call);
  const problem = { kernel: ntk, targets: selectRows(y, rows), ridges };
  const { fits } = await ridgePath(problem, { engine });
  const errors = fits.map(({ loo }) => loo.residuals.data.reduce((sum, r) => sum + r * r, 0));
  return ridges[errors.indexOf(Math.min(...errors))]!;
}

function candidates(): { readonly network: Network; readonly label: string }[] {
  const grid = { depths: [2, 3, 4, 5], activations: ["relu"], fixedLayers: [0] };
  return biases.flatMap((biasStd) =>
    mlpCandidates({ ...grid, weightStd: Math.SQRT2, biasStd }).map(({ network, label }) => ({
      network,
      label: `${label}, bias ${biasStd}`,
    })),
  );
}
