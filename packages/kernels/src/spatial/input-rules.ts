import type { EmbeddingNode } from "@ntkit/architecture";
import type { Matrix } from "@ntkit/linalg";
import { fillInputMoments } from "../evaluate/input-moments.ts";
import type { BoundRule, RowVariances } from "../rule.ts";

/** The moments of places as they enter a network: inner products over channels. */
export function inputRule(x1: Matrix, x2: Matrix, rows: RowVariances): BoundRule {
  const { cols } = x1;
  return {
    rows,
    apply(block): void {
      const products = new Float64Array(block.length);
      const from = block.row * cols;
      for (let k = 0; k < block.length; k++) {
        const other = (block.start + k) * cols;
        let sum = 0;
        for (let j = 0; j < cols; j++) sum += x1.data[from + j]! * x2.data[other + j]!;
        products[k] = sum;
      }
      fillInputMoments(block, x1, x2, rows, products);
    },
  };
}

/** The moments of random vectors: equal words have one, different words independent ones. */
export function embeddingRule(node: EmbeddingNode, x1: Matrix, x2: Matrix): BoundRule {
  const variance = node.weightStd ** 2;
  const tangent = !node.trainable ? 0 : node.parameterization === "ntk" ? variance : 1;
  const left = new Float64Array(x1.rows).fill(variance);
  return {
    rows: { left, right: x2 === x1 ? left : new Float64Array(x2.rows).fill(variance) },
    apply(block): void {
      for (let k = 0; k < block.length; k++) {
        const same = x1.data[block.row] === x2.data[block.start + k];
        block.cov[k] = same ? variance : 0;
        block.apart[k] = same ? 0 : 2 * variance;
        block.together[k] = (same ? 4 : 2) * variance;
        block.diff[k] = 0;
        block.ntk[k] = same ? tangent : 0;
      }
    },
  };
}
