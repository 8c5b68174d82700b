import type { Executor } from "./executor.ts";
import type { ProductJob } from "./product-program.ts";
import { productTiling } from "./product-tiling.ts";

/** A product in tiles that suit the threads of `executor`. */
export function productJob(
  { tiling, threads }: Executor,
  job: Omit<ProductJob, "kind" | "tiling">,
): ProductJob {
  const half = job.half !== undefined;
  return {
    ...job,
    kind: "product",
    tiling: productTiling(tiling, threads, job.c, job.a.cols, half),
  };
}
