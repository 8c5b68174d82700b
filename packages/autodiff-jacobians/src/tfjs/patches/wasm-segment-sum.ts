import type * as tfjs from "@tensorflow/tfjs";
import type { Patch } from "./patch.ts";
import { replaceKernel } from "./replace-kernel.ts";

/** Sums of rows that have the same id, which is the gradient of looking rows up. */
export const wasmSegmentSum: Patch = {
  name: "gradient of gather",
  backend: "wasm",
  versions: ["4.22.0"],
  mends: ["gradient of gather"],
  apply: (tf) => {
    replaceKernel(tf, "wasm", "UnsortedSegmentSum", ({ inputs, attributes }) => {
      const { x, segmentIds } = inputs as Record<"x" | "segmentIds", tfjs.Tensor>;
      const segments = Number(attributes.numSegments);
      const width = x.size / segmentIds.size;
      const [rows, ids] = [x.dataSync(), segmentIds.dataSync()];
      const sums = new Float32Array(segments * width);
      for (let row = 0; row < ids.length; row++) {
        const to = ids[row]! * width;
        for (let i = 0; i < width; i++) sums[to + i]! += rows[row * width + i]!;
      }
      return tf.tensor(sums, [segments, ...x.shape.slice(segmentIds.rank)], "float32");
    });
  },
};
