import type * as tfjs from "@tensorflow/tfjs";
import type { SiteFactors } from "../../factors/factors.ts";
import { type SiteTensors, tensorsOf } from "./recorder.ts";

/** Which examples and cotangents a pass was about, of how many. */
export interface PassPlace {
  readonly row: number;
  readonly rows: number;
  readonly from: number;
  readonly count: number;
  /** N and Q in all. */
  readonly examples: number;
  readonly outputs: number;
}

/** Puts what passes give together to factors of all examples and cotangents. */
export interface Assembly {
  /** Reads a pass's tensors to their place, and disposes of them. */
  readonly add: (sites: readonly SiteTensors[], place: PassPlace) => Promise<void>;
  readonly sites: () => readonly SiteFactors[];
}

/** An assembly with nothing in it. */
export function assembly(): Assembly {
  const found = new Map<string, SiteFactors>();
  return {
    sites: () => [...found.values()],
    add: async (sites, place) => {
      for (const site of sites) {
        const name = `${site.layer}.${site.parameter}`;
        const target = found.get(name) ?? blank(site, name, place);
        found.set(name, target);
        await fill(target, site, place);
        for (const tensor of tensorsOf(site)) tensor.dispose();
      }
    },
  };
}

/** Factors of the right sizes without their numbers. */
function blank(site: SiteTensors, name: string, { examples, outputs }: PassPlace): SiteFactors {
  const { layer, parameter } = site;
  const common = { name, layer, parameter };
  switch (site.kind) {
    case "vector": {
      const entries = site.gradients.shape[2];
      const gradients = new Float32Array(outputs * examples * entries);
      return { ...common, kind: "vector", entries, gradients };
    }
    case "linear": {
      const [, positions, inputs] = site.a.shape;
      const units = site.b.shape[3];
      const a = new Float32Array(examples * positions * inputs);
      const b = new Float32Array(outputs * examples * positions * units);
      return { ...common, kind: "linear", positions, inputs, units, scale: site.scale, a, b };
    }
    case "embedding": {
      const positions = site.ids.shape[1];
      const units = site.b.shape[3];
      const ids = new Int32Array(examples * positions);
      const b = new Float32Array(outputs * examples * positions * units);
      const { scale, vocabulary } = site;
      return { ...common, kind: "embedding", positions, units, vocabulary, scale, ids, b };
    }
  }
}

async function fill(target: SiteFactors, site: SiteTensors, place: PassPlace): Promise<void> {
  if (target.kind === "vector" && site.kind === "vector") {
    await readCotangents(target.gradients, site.gradients, place);
  } else if (target.kind === "linear" && site.kind === "linear") {
    if (place.from === 0) await readExamples(target.a, site.a, place);
    await readCotangents(target.b, site.b, place);
  } else if (target.kind === "embedding" && site.kind === "embedding") {
    if (place.from === 0) await readExamples(target.ids, site.ids, place);
    await readCotangents(target.b, site.b, place);
  }
}

type Numbers = Float64Array | Float32Array | Int32Array;

/** [rows, …] to the rows from `row` on. */
async function readExamples(
  to: Numbers,
  from: tfjs.Tensor,
  { row, rows }: PassPlace,
): Promise<void> {
  const data = await from.data();
  to.set(data, row * (data.length / rows));
}

/** [count, rows, …] to its place in [Q, N, …]. */
async function readCotangents(to: Numbers, from: tfjs.Tensor, place: PassPlace): Promise<void> {
  const data = await from.data();
  const { row, rows, count, examples } = place;
  const size = data.length / (count * rows);
  for (let q = 0; q < count; q++) {
    const part = data.subarray(q * rows * size, (q + 1) * rows * size);
    to.set(part, ((place.from + q) * examples + row) * size);
  }
}
