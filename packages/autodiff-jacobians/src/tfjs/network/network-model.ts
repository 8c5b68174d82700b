import type { FiniteModel } from "../../network/finite-model.ts";
import type { TfjsBackend } from "../backends/load-backend.ts";
import { type PassOptions, type ProbedModel, probedModel } from "../probe/probed-model.ts";
import type { ProbedFunction } from "../probe/site.ts";
import { flow } from "./flow.ts";

/**
 * A finite network of ours, at its parameters, on a backend: the float32 numbers of the same factors.
 *
 * For dense layers, convolutions over one or two axes, embeddings, pools, norms, activations and all
 * ways to join branches. Attention, transposed and local convolutions are only in float64.
 *
 * @throws {@link ModelError} `unsupported` with the place of a layer that is not there
 */
export async function networkModel(
  backend: Pick<TfjsBackend, "tf" | "backend">,
  model: FiniteModel,
  options: PassOptions = {},
): Promise<ProbedModel> {
  const { tf } = backend;
  const { network: finite, parameters } = model;
  const specs = new Map(finite.parameters.map((spec) => [spec.name, spec]));
  const singles = new Map<string, Float32Array>();
  const single = (name: string): Float32Array => {
    const data = singles.get(name) ?? new Float32Array(parameters[name]!.data);
    singles.set(name, data);
    return data;
  };
  const f: ProbedFunction = (inputs, probe) => {
    const parameter = (layer: string, name: string) => {
      const key = layer === "" ? name : `${layer}.${name}`;
      const spec = specs.get(key)!;
      return { spec, value: tf.tensor(single(key), [...spec.shape], "float32") };
    };
    return flow({ tf, probe, parameter }, finite.network, inputs, [])[0]!;
  };
  const { inputShape, outputs } = finite;
  return probedModel(backend, f, { ...options, inputShape, outputs });
}
