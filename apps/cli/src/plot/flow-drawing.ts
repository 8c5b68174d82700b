import type { Matrix } from "@ntkit/linalg";
import type { LossScale, Trajectory } from "@ntkit/solvers";
import { plural } from "../screen/format.ts";
import { type Canvas, svgDocument } from "../report/figure.ts";
import type { Drawing } from "./drawing.ts";
import { type Series, linesPanel } from "./lines-panel.ts";

/** What training did, and what it was for. */
export interface DrawnFlow {
  readonly outputs: Trajectory;
  readonly targets: Matrix;
  readonly loss: LossScale;
  readonly descent: boolean;
}

/** The training loss, and the outputs of the first rows, against time. */
export function flowDrawing(canvas: Canvas, { outputs, ...flow }: DrawnFlow): Drawing {
  const { times, train, cross } = outputs;
  const x = flow.descent ? "steps" : "time";
  const lossName = flow.loss === "mean" ? "sum of squares / 2N" : "sum of squares / 2";
  const loss = { name: lossName, values: train.map((output) => trainingLoss(output, flow)) };
  const trained = firstOutputs("row", train, flow.targets);
  const other = cross === undefined ? [] : firstOutputs("other row", cross);
  const heading = {
    title: flow.descent ? "Training by gradient descent" : "Training by gradient flow",
    subtitle: `loss of ${plural(flow.targets.rows, "row")}; outputs of the first of them, dashed: targets${leftOut(loss.values)}`,
  };
  const outputsOf = (series: Series[], y: string) =>
    linesPanel(canvas, times, series, { x, y, log: false });
  const svg = svgDocument(
    canvas,
    heading,
    linesPanel(canvas, times, [loss], { x, y: `training loss: ${lossName}`, log: true }),
    outputsOf(trained, "outputs of training rows"),
    ...(other.length === 0 ? [] : [outputsOf(other, "outputs of other rows")]),
  );
  const columns = [loss, ...trained, ...other];
  const table = {
    caption: "Loss and outputs that are drawn",
    head: [x, ...columns.map(({ name }) => name)],
    rows: times.map((time, t) => [time, ...columns.map(({ values }) => values[t]!)]),
  };
  return { ...heading, svg, tables: [table] };
}

function trainingLoss({ data }: Matrix, { targets, loss }: Omit<DrawnFlow, "outputs">): number {
  const squares = data.reduce((sum, value, at) => sum + (value - targets.data[at]!) ** 2, 0);
  return squares / (loss === "mean" ? 2 * targets.rows : 2);
}

/** Says which losses a logarithmic axis cannot show. */
function leftOut(losses: readonly number[]): string {
  const missing = losses.filter((loss) => !(loss > 0 && loss < Infinity)).length;
  return missing === 0 ? "" : `; ${missing} of its values are 0 or ∞ and not drawn`;
}

/** The first six entries of [N, O] over time. */
function firstOutputs(word: string, over: readonly Matrix[], targets?: Matrix): Series[] {
  const { rows, cols } = over[0]!;
  return Array.from({ length: Math.min(6, rows * cols) }, (_, at) => ({
    name: `${word} ${Math.floor(at / cols)}${cols === 1 ? "" : `, output ${at % cols}`}`,
    values: over.map(({ data }) => data[at]!),
    ...(targets && { level: targets.data[at]! }),
  }));
}
