import { jacobianWorkers } from "@ntkit/autodiff-jacobians";
import type { FactorSource, JacobianWorkers } from "@ntkit/autodiff-jacobians";
import { type BackendName, backendNames } from "@ntkit/autodiff-jacobians/tfjs";
import { writeNpz } from "@ntkit/datasets";
import type { EngineOptions, Tensor } from "@ntkit/linalg";
import { type Command, Option } from "commander";
import { assertSameShape } from "../input/assert-same-shape.ts";
import { readInputs } from "../input/read-inputs.ts";
import type { Io } from "../io.ts";
import { threadsOption } from "../options/threads-option.ts";
import { wholeNumber } from "../options/value-parsers.ts";
import { type FloatArray, describeArrays } from "../output/describe-arrays.ts";
import { outputPath } from "../output/output-path.ts";
import { writeFileAtomically } from "../output/write-file-atomically.ts";
import type { Result } from "../screen/print-result.ts";
import { progress } from "../screen/progress.ts";
import { requiredOption } from "../options/required-option.ts";
import { withEngine } from "../engine/with-engine.ts";
import { withWorkers } from "../engine/with-workers.ts";
import type { EngineAndWorkers } from "../engine/with-workers.ts";
import type { ParameterFlags } from "./read-finite-model.ts";
import { readSource } from "./read-source.ts";

/** Options of the commands that compute kernels of finite networks. */
export interface FiniteFlags extends ParameterFlags {
  readonly network?: string;
  readonly model?: string;
  readonly backend?: BackendName;
  readonly x1: string;
  readonly x2?: string;
  readonly out: string;
  readonly threads?: number;
  readonly json?: true;
  readonly quiet?: true;
}

/** Adds the options of {@link FiniteFlags}. */
export function addFiniteOptions(command: Command): Command {
  requiredOption(command, "--x1 <file>", "inputs: NPY [N, …], CSV of numbers, IDX or CIFAR images");
  requiredOption(command, "--out <file>", "NPZ file to write");
  return command
    .option("--network <file or preset>", "network as JSON or YAML, or a preset")
    .option("--model <file>", "in its place: model.json of a TensorFlow.js LayersModel")
    .addOption(backendOption())
    .option("--parameters <file>", "NPZ with the network's parameters: 0.weight, 0.bias, …")
    .option("--seed <n>", "random parameters in their place", wholeNumber(0))
    .option("--x2 <file>", "other inputs (default: those of --x1)")
    .addOption(threadsOption())
    .option("--json", "print one JSON object instead of text")
    .option("--quiet", "print no progress on stderr");
}

/** `--backend`, of the commands that take a TensorFlow.js model. */
export function backendOption(): Option {
  return new Option("--backend <name>", "what computes --model (default: the fastest)").choices(
    backendNames,
  );
}

/** What computes a kernel of the command. */
export type FiniteKernel = (
  model: FactorSource,
  x1: Tensor,
  x2: Tensor | undefined,
  options: EngineOptions & { readonly workers?: JacobianWorkers | undefined },
) => Promise<FloatArray>;

/** Runs such a command: kernel and outputs as the arrays `ntk` and `outputs` of an NPZ file. */
export async function writeFiniteKernel(
  name: string,
  flags: FiniteFlags,
  io: Io,
  kernel: FiniteKernel,
): Promise<Result> {
  const { network, model: modelFile, parameters } = flags;
  const inputs = [flags.x1, flags.x2, network, modelFile, parameters];
  const out = await outputPath(io.cwd, flags.out, { inputs });
  const x1 = await readInputs(io.cwd, flags.x1);
  const x2 = flags.x2 === undefined ? undefined : await readInputs(io.cwd, flags.x2);
  assertSameShape(x1, x2, flags);
  const { model, work, origin } = await readSource(io, flags, x1);
  const bar = progress(io, flags.quiet === true || flags.json === true);
  const call = {
    signal: io.signal,
    onProgress: (done: number) => {
      bar.update(done, "kernel");
    },
  };
  const compute = async ({ engine, workers }: EngineAndWorkers<JacobianWorkers>) => ({
    ntk: await kernel(model, x1, x2, { ...call, engine, workers }),
    values: await model.forward(x1, { engine, signal: io.signal }),
  });
  const computed =
    model.portable === undefined
      ? withEngine(flags.threads, work, (engine) => compute({ engine, workers: undefined }))
      : withWorkers(flags.threads, work, jacobianWorkers, compute);
  const { ntk, values } = await computed.finally(() => {
    bar.stop();
  });
  const outputs = { shape: [values.rows, values.cols], data: values.data };
  await writeFileAtomically(out, writeNpz({ ntk, outputs }));
  const arrays = describeArrays({ ntk, outputs });
  return {
    json: { command: name, out: flags.out, arrays: arrays.json, ...origin },
    text: `wrote ${arrays.text} to ${flags.out}\n`,
  };
}
