import type * as tfjs from "@tensorflow/tfjs";
import type { Tfjs } from "../tfjs.ts";
import { contractPositions } from "./contract-positions.ts";
import type { Lazy, ParameterUse, Probe } from "./site.ts";

/** Tensors of one parameter; several uses of it are joined. */
export type SiteTensors = { readonly layer: string; readonly parameter: string } & (
  | { readonly kind: "linear"; readonly scale: number; a: tfjs.Tensor3D; b: tfjs.Tensor4D }
  | { readonly kind: "vector"; gradients: tfjs.Tensor3D }
  | {
      readonly kind: "embedding";
      readonly scale: number;
      readonly vocabulary: number;
      ids: tfjs.Tensor2D;
      b: tfjs.Tensor4D;
    }
);

/** Collects sites during one pass forward and backward over a batch of Q copies of N examples. */
export interface Recorder {
  readonly probe: Probe;
  /** Every parameter's tensors in the order of first use; they are kept, and the caller's to dispose of. */
  readonly sites: () => readonly SiteTensors[];
}

/** What forward says of a parameter, over all its uses. */
interface Extent {
  readonly kind: ParameterUse["kind"];
  readonly positions: number;
  readonly inputs: number;
  readonly units: number;
}

/** Sizes of a pass: N examples, Q copies of them in the batch, of all the cotangents that are asked for. */
export interface PassSizes {
  readonly n: number;
  readonly q: number;
  /** Cotangents of all passes together, which decide what form the factors have. */
  readonly cotangents: number;
}

/**
 * A recorder whose probes pass on z and its cotangent. A probe hangs on `root`, so that going backward
 * from the outputs to `root` passes every probe and nothing that lies before the first.
 */
export function recorder(tf: Tfjs, root: tfjs.Scalar, sizes: PassSizes): Recorder {
  const { n, q } = sizes;
  const extents = new Map<string, Extent>();
  const sites = new Map<string, SiteTensors | undefined>();

  const note = (z: tfjs.Tensor, use: ParameterUse): void => {
    const name = nameOf(use);
    const units = z.shape.at(-1)!;
    const inputs = use.kind === "linear" ? use.inputs.shape.at(-1)! : 0;
    const before = extents.get(name) ?? { kind: use.kind, positions: 0, inputs, units };
    if (before.kind !== use.kind) {
      throw new RangeError(
        `probe: uses of ${use.layer}.${use.parameter} must be of one kind, got ${before.kind} and ${use.kind}`,
      );
    }
    const positions = before.positions + z.size / (q * n * units);
    extents.set(name, { ...before, positions });
    if (!sites.has(name)) sites.set(name, undefined);
  };

  const arrive = (
    use: ParameterUse,
    cotangent: tfjs.Tensor,
    from: readonly tfjs.Tensor[],
  ): void => {
    const name = nameOf(use);
    const found = tf.tidy(() => siteOf(tf, use, cotangent, from, sizes, extents.get(name)!));
    const before = sites.get(name);
    sites.set(name, before === undefined ? keepAll(tf, found) : join(tf, before, found));
  };

  const probe: Probe = (z, list) => {
    for (const use of list) note(z, use);
    const kept = list.map(keptBy);
    const identity = tf.customGrad((value, _root, save) => {
      (save as tfjs.GradSaveFunc)(kept.flat());
      return {
        value: (value as tfjs.Tensor).clone(),
        gradFunc: (dy: tfjs.Tensor, saved: tfjs.Tensor[]) => {
          let at = 0;
          list.forEach((use, i) => {
            arrive(use, dy, saved.slice(at, (at += kept[i]!.length)));
          });
          return [dy, tf.zerosLike(root)];
        },
      };
    });
    return identity(z, root);
  };
  const arrived = (): SiteTensors[] => [...sites.values()].filter((site) => site !== undefined);
  return { probe, sites: arrived };
}

function nameOf({ layer, parameter }: ParameterUse): string {
  return JSON.stringify([layer, parameter]);
}

/** Tensors that a use needs again on the way back. */
function keptBy(use: ParameterUse): readonly tfjs.Tensor[] {
  switch (use.kind) {
    case "linear":
      return isLazy(use.inputs) ? use.inputs.from : [use.inputs];
    case "embedding":
      return [use.ids];
    case "vector":
      return use.from;
    case "bias":
      return [];
  }
}

function isLazy(inputs: tfjs.Tensor | Lazy): inputs is Lazy {
  return "compute" in inputs;
}

/** What one use contributes, from the cotangent [Q N, …, units] of its z. */
function siteOf(
  tf: Tfjs,
  use: ParameterUse,
  cotangent: tfjs.Tensor,
  from: readonly tfjs.Tensor[],
  { n, q, cotangents }: PassSizes,
  { positions, inputs, units }: Extent,
): SiteTensors {
  const { layer, parameter } = use;
  const b = (): tfjs.Tensor4D => tf.reshape(cotangent, [q, n, -1, units]);
  switch (use.kind) {
    case "bias": {
      const sums = tf.sum<tfjs.Tensor3D>(b(), 2);
      return { layer, parameter, kind: "vector", gradients: scaled(tf, sums, use.scale) };
    }
    case "vector": {
      const gradients = tf.reshape<tfjs.Rank.R3>(use.gradients(cotangent, from), [
        q,
        n,
        use.entries,
      ]);
      return { layer, parameter, kind: "vector", gradients };
    }
    case "embedding": {
      const ids = tf.reshape<tfjs.Rank.R2>(first(tf, from[0]!, n), [n, -1]);
      const { vocabulary, scale = 1 } = use;
      return { layer, parameter, kind: "embedding", scale, vocabulary, ids, b: b() };
    }
    case "linear": {
      const whole = isLazy(use.inputs) ? use.inputs.compute(from.map((t) => first(tf, t, n))) : first(tf, from[0]!, n); // prettier-ignore
      const a = tf.reshape<tfjs.Rank.R3>(whole, [n, -1, inputs]);
      const fewer = cotangents * inputs * units < positions * (inputs + cotangents * units);
      if (positions === 1 || !fewer) return { layer, parameter, kind: "linear", scale: use.scale ?? 1, a, b: b() }; // prettier-ignore
      const gradients = scaled(tf, contractPositions(tf, a, b()), use.scale);
      return { layer, parameter, kind: "vector", gradients };
    }
  }
}

/** The first of the copies of the batch. */
function first(tf: Tfjs, x: tfjs.Tensor, n: number): tfjs.Tensor {
  return x.shape[0] === n ? x : tf.slice(x, 0, n);
}

function scaled<T extends tfjs.Tensor>(tf: Tfjs, x: T, scale = 1): T {
  return scale === 1 ? x : tf.mul<T>(x, scale);
}

const members = ["a", "b", "ids", "gradients"] as const;

/** Tensors of a site. */
export function tensorsOf(site: SiteTensors): tfjs.Tensor[] {
  const fields = site as Partial<Record<(typeof members)[number], tfjs.Tensor>>;
  return members.flatMap((member) => fields[member] ?? []);
}

function keepAll(tf: Tfjs, site: SiteTensors): SiteTensors {
  for (const tensor of tensorsOf(site)) tf.keep(tensor);
  return site;
}

/** Further uses are further positions; of a vector they add up. */
function join(tf: Tfjs, before: SiteTensors, after: SiteTensors): SiteTensors {
  const joined = tf.tidy(() => {
    if (before.kind === "linear" && after.kind === "linear") {
      return {
        ...before,
        a: tf.concat([before.a, after.a], 1),
        b: tf.concat([before.b, after.b], 2),
      };
    }
    if (before.kind === "embedding" && after.kind === "embedding") {
      const ids = tf.concat([before.ids, after.ids], 1);
      return { ...before, ids, b: tf.concat([before.b, after.b], 2) };
    }
    const [sum, more] = [before, after] as [VectorTensors, VectorTensors];
    return { ...sum, gradients: tf.add<tfjs.Tensor3D>(sum.gradients, more.gradients) };
  });
  tf.dispose([...tensorsOf(before), ...tensorsOf(after)]);
  return keepAll(tf, joined);
}

type VectorTensors = Extract<SiteTensors, { kind: "vector" }>;
