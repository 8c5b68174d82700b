import { writeNpz } from "@ntkit/datasets";
import { withEngine } from "../engine/with-engine.ts";
import { kernelFileName } from "../input/read-kernel.ts";
import type { Io } from "../io.ts";
import { outputPath } from "../output/output-path.ts";
import { stacked } from "../output/stacked.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import { flowDrawing } from "../plot/flow-drawing.ts";
import { plotFile } from "../plot/plot-file.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { type FlowFlags, checkFlowFlags } from "./flow-flags.ts";
import { flowResult } from "./flow-result.ts";
import { followTraining } from "./follow-training.ts";
import { readFlowProblem } from "./read-flow-problem.ts";

/** `ntkit flow`: reads kernels and targets, follows training, writes outputs and a figure. */
export async function flow(flags: FlowFlags, io: Io): Promise<Result> {
  checkFlowFlags(flags);
  const { train, cross, targets, f0, f0Cross, loss } = flags;
  const inputs = [kernelFileName(train), cross && kernelFileName(cross), targets, f0, f0Cross];
  const out = await outputPath(io.cwd, flags.out, { inputs });
  const plot = await plotFile(io.cwd, flags, inputs);
  const problem = await readFlowProblem(flags, io.cwd);
  const bar = progress(io, flags.quiet === true || flags.json === true);
  const onProgress = (fraction: number) => {
    bar.update(fraction, "eigenvalues");
  };
  const { found, outputs } = await withEngine(flags.threads, problem.kernel.rows, (engine) =>
    followTraining(problem, flags, { engine, signal: io.signal, onProgress }),
  ).finally(() => {
    bar.stop();
  });
  const arrays = {
    train: stacked(outputs.train),
    ...(outputs.cross && { cross: stacked(outputs.cross) }),
  };
  await writeFileAtomically(out, writeNpz(arrays));
  const drawn = { outputs, targets: problem.targets, loss, descent: flags.descent === true };
  await plot((canvas) => flowDrawing(canvas, drawn));
  return flowResult(flags, found, arrays);
}
