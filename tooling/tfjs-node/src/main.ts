import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { BackendError, loadBackend } from "@ntkit/autodiff-jacobians/tfjs";
import { BuildFailure } from "./build-failure.ts";
import { compileAddon } from "./compile-addon.ts";
import { findTensorflow } from "./find-tensorflow.ts";
import { installPackage } from "./install-package.ts";

const usage = `pnpm tfjs-node [--tensorflow <folder>] [--out <folder>] [--gpu]

Builds tfjs-node (with --gpu tfjs-node-gpu) on an installed Python wheel of TensorFlow.`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tensorflow: { type: "string" },
      out: { type: "string", default: "out/tfjs-node" },
      gpu: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const name = values.gpu ? "tfjs-node-gpu" : "tfjs-node";
  const tensorflow = findTensorflow(values.tensorflow);
  const out = resolve(values.out);
  const addon = await compileAddon(await installPackage(out, name), tensorflow);
  process.stdout.write(`${addon}\n`);
  const backend = await loadBackend({ prefer: [name], resolveFrom: out });
  const { evidence, conformance } = backend;
  const device = evidence.gpu === true ? "a GPU" : "the processor";
  process.stdout.write(
    `${name} ${evidence.package} with TensorFlow ${evidence.tensorflow} on ${device}: ` +
      `${conformance.checks} checks passed, largest error ${conformance.worst.toExponential(1)}\n` +
      `NTKIT_TFJS_NODE=${out}\n`,
  );
}

try {
  await main();
} catch (error) {
  if (!(error instanceof BuildFailure || error instanceof BackendError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
