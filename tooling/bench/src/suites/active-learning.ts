import { fashionImages, shrinkImages } from "../active-learning/image-data.ts";
import { lookAheadRow } from "../active-learning/look-ahead-rows.ts";
import { retrainedNetworks } from "../active-learning/retrained-networks.ts";
import { retrainingRow } from "../active-learning/retraining-row.ts";
import { timingColumns } from "../columns.ts";
import { openEngines } from "../linalg/open-engines.ts";
import type { Suite } from "../suite.ts";

const quickSizes = { seeds: 1, labelled: 30, pool: 60, candidates: 10, steps: 60 };
const fullSizes = { seeds: 5, labelled: 60, pool: 100, candidates: 20, steps: 200 };

/** A cycle of active learning by look-ahead beside a solve for each candidate, and beside retraining. */
export const activeLearningSuite: Suite = {
  name: "active-learning",
  summary: "look-ahead for a whole pool, beside a solve or a retraining for each candidate",
  columns: timingColumns,
  async *run({ quick, env, log }) {
    const { builder: engine, engines, close } = await openEngines();
    // Networks so small are trained fastest on one thread.
    const single = engines[0]!.engine;
    try {
      const pools = quick ? [{ labelled: 200, pool: 1000 }] : [{ labelled: 1000, pool: 10_000 }];
      for (const sizes of pools) {
        log(`active-learning: look-ahead, pool of ${sizes.pool}`);
        yield await lookAheadRow(engine, { ...sizes, outputs: 10 });
      }
      const images = fashionImages(env);
      if ("missing" in images) {
        log(`active-learning: no rows beside retraining: ${images.missing}`);
        return;
      }
      const small = shrinkImages(images);
      for (const [name, retrained] of Object.entries(retrainedNetworks)) {
        const sizes = quick ? quickSizes : fullSizes;
        yield await retrainingRow(single, small, { name, ...retrained }, sizes, log);
      }
    } finally {
      await close();
    }
  },
};
