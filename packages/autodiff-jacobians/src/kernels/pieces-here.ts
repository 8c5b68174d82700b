import { plainEngine } from "@ntkit/linalg";
import type { SiteFactors } from "../factors/factors.ts";
import { examplesOf } from "../inputs.ts";
import { addPair } from "./add-pair.ts";
import type { KernelForm } from "./form.ts";
import { sizesOf } from "./kernel-request.ts";
import type { KernelRequest } from "./kernel-request.ts";
import type { PieceComputer } from "./kernels-by-pieces.ts";
import type { UnmadeRows } from "./pieces.ts";
import { siteRows } from "./site-rows.ts";
import type { SiteRows } from "./site-rows.ts";

/** Computes pieces one after the other, with the engine of the request. */
export function piecesHere(request: KernelRequest<KernelForm>): PieceComputer {
  const { source, x1, x2 = x1, form, engine = plainEngine, signal } = request;
  const { n, m } = sizesOf(request);
  const foreign = source.portable === undefined;
  return {
    threads: 1,
    allocate: (length) => new Float64Array(length),
    rows: async (side, pieces, report) => {
      const computed = [];
      for (const [done, { from, to }] of pieces.entries()) {
        const x = examplesOf(side === "left" ? x1 : x2, from, to);
        const { sites, outputs } = await source.factors(x, request);
        const how = {
          form,
          outputs,
          sides: [n, m],
          outer: "rows",
          most: Infinity,
          engine,
          signal,
        } as const;
        const rows: (SiteRows | UnmadeRows)[] = [];
        for (const site of sites) {
          rows.push(foreign ? unmade(site) : await siteRows(site, to - from, how));
        }
        computed.push({ from, to, sites: rows });
        report((done + 1) / pieces.length);
      }
      return computed;
    },
    pairs: async (job, report) => {
      for (let i = 0; i < job.pairs.length; i++) {
        await addPair(job, i, { engine, signal });
        report((i + 1) / job.pairs.length);
      }
    },
  };
}

function unmade(factors: SiteFactors): UnmadeRows {
  const { name, layer, parameter } = factors;
  return { kind: "unmade", name, layer, parameter, factors };
}
