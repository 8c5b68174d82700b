import { tensor } from "@ntkit/linalg";
import type { Tensor } from "@ntkit/linalg";
import type { Parameters } from "./parameters.ts";

/** w + factor v, where v may leave parameters out, and may have factors of its own by name. */
export function moved(
  w: Parameters,
  v: Parameters,
  factor: number,
  factors: Readonly<Record<string, number>> = {},
): Parameters {
  return mapParameters(w, (data, name) => {
    const step = v[name]?.data;
    if (step === undefined) return data;
    const own = factor * (factors[name] ?? 1);
    return data.map((value, i) => value + own * step[i]!);
  });
}

/** w - w₀ of the parameters that `names` has. */
export function difference(w: Parameters, w0: Parameters, names: readonly string[]): Parameters {
  return Object.fromEntries(
    names.map((name): [string, Tensor] => {
      const { shape, data } = w[name]!;
      const from = w0[name]!.data;
      return [
        name,
        tensor(
          shape,
          data.map((value, i) => value - from[i]!),
        ),
      ];
    }),
  );
}

/** √Σ w² over all parameters. */
export function norm(w: Parameters): number {
  let sum = 0;
  for (const { data } of Object.values(w)) for (const value of data) sum += value * value;
  return Math.sqrt(sum);
}

export function mapParameters(
  w: Parameters,
  change: (data: Float64Array, name: string) => Float64Array,
): Parameters {
  return Object.fromEntries(
    Object.entries(w).map(([name, { shape, data }]) => [name, tensor(shape, change(data, name))]),
  );
}
