import { addPick, lookAhead, predictWith, rebase, scoreCandidates } from "@ntkit/active-learning";
import { type FiniteModel, empiricalNtk } from "@ntkit/autodiff-jacobians";
import { oneHot } from "@ntkit/datasets";
import { type Engine, type Matrix, type Tensor, matrix, submatrix } from "@ntkit/linalg";
import { classify } from "@ntkit/solvers";
import { joinSamples, totalChange } from "./class-arrays.ts";

/** A trained network, what it was trained on, and a pool of which the first rows are candidates. */
export interface Situation {
  readonly engine: Engine;
  readonly model: FiniteModel;
  readonly x: Tensor;
  readonly targets: Matrix;
  readonly pool: Tensor;
  /** The network's outputs on the pool. */
  readonly before: Matrix;
  readonly candidates: number;
}

/** A kernel of all samples with one another: those labelled, then the pool. */
export type KernelOfAll = (x: Tensor) => Promise<Matrix>;

/** Added to the diagonal, as a fraction of its first entry: next to nothing, training is to convergence. */
const RIDGE = 1e-6;

/** What look-ahead from the network's outputs says each candidate's likeliest label would change. */
export async function foretell(kernel: KernelOfAll, s: Situation): Promise<number[]> {
  const outputs = { trainOutputs: await forward(s), poolOutputs: s.before };
  const problem = { ...cut(await kernel(joinSamples(s.x, s.pool)), s.x.shape[0]!), ...outputs };
  const state = await lookAhead({ ...problem, targets: s.targets }, s);
  const pseudoLabels = oneHot(classify(s.before), s.before.cols);
  const candidates = rows(s.candidates);
  const { scores } = await scoreCandidates(state, { pseudoLabels, candidates, engine: s.engine });
  return Array.from(scores);
}

/** The same with the kernel of all outputs with one another, [N O, N O], in place of one for all of them. */
export async function foretellInFull(s: Situation): Promise<number[]> {
  const { engine, before } = s;
  const outputs = before.cols;
  const { data, shape } = await empiricalNtk(s.model, joinSamples(s.x, s.pool), undefined, {
    form: "full",
    engine,
  });
  const size = shape[0]! * outputs;
  const flat = ({ data }: Matrix) => matrix(data.length, 1, data);
  const state = await lookAhead(
    {
      ...cut(matrix(size, size, data), s.x.shape[0]! * outputs),
      targets: flat(s.targets),
      trainOutputs: flat(await forward(s)),
      poolOutputs: flat(before),
    },
    { engine },
  );
  const labels = classify(before);
  const changes: number[] = [];
  for (let c = 0; c < s.candidates; c++) {
    const own = rows(outputs).map((o) => c * outputs + o);
    const label = flat(oneHot([labels[c]!], outputs));
    changes.push(totalChange(await predictWith(state, own, label, { engine }), flat(before)));
  }
  return changes;
}

/** What a kernel's own regression, from 0 and with the labels that it finds likeliest itself, says. */
export async function foretellAlone(kernel: KernelOfAll, s: Situation): Promise<number[]> {
  const problem = cut(await kernel(joinSamples(s.x, s.pool)), s.x.shape[0]!);
  const state = rebase(await lookAhead({ ...problem, targets: s.targets }, s));
  const labels = classify(state.predictions);
  const changes: number[] = [];
  for (let c = 0; c < s.candidates; c++) {
    const label = oneHot([labels[c]!], s.targets.cols).data;
    const { predictions } = await addPick(state, c, label, { engine: s.engine });
    changes.push(totalChange(predictions, state.outputs));
  }
  return changes;
}

/** The blocks of a kernel whose first rows are the labelled ones. */
function cut(kernel: Matrix, labelled: number) {
  const train = rows(labelled);
  const pool = rows(kernel.rows - labelled).map((row) => labelled + row);
  return {
    train: submatrix(kernel, train, train),
    cross: submatrix(kernel, pool, train),
    pool: submatrix(kernel, pool, pool),
    ridge: RIDGE * kernel.data[0]!,
  };
}

function forward({ model, x, engine }: Situation): Promise<Matrix> {
  return model.forward(x, { engine });
}

function rows(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, row) => row);
}
