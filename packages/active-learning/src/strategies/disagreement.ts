import { matrix, ShapeError } from "@ntkit/linalg";
import type { Matrix } from "@ntkit/linalg";
import { checkMatrix } from "../check.ts";
import { checkProbabilities } from "./check-probabilities.ts";
import { entropy } from "./uncertainty.ts";

/**
 * BALD: how much the members of an ensemble disagree on each row, in nats, shape [U].
 *
 *   H(mean_m p_m) − mean_m H(p_m)
 *
 * @param members - probabilities by each member, two at least, shape [U, O] each
 * @throws {@link ShapeError}; {@link RangeError} for a row that is no distribution
 * @see Houlsby et al. 2011 (arXiv:1112.5745)
 */
export function disagreement(members: readonly Matrix[]): Float64Array {
  const [first] = members;
  if (first === undefined || members.length < 2) {
    throw new ShapeError(`disagreement: members must be two at least, got ${members.length}`);
  }
  const { rows, cols } = first;
  for (const member of members) {
    checkMatrix("disagreement", "member", member, rows, cols);
    checkProbabilities("disagreement", member);
  }
  const mean = matrix(rows, cols);
  for (const { data } of members) data.forEach((p, at) => (mean.data[at]! += p / members.length));
  const rowEntropy = ({ data }: Matrix, x: number) =>
    entropy(data.subarray(x * cols, (x + 1) * cols));
  return Float64Array.from({ length: rows }, (_, x) => {
    const inner = members.reduce((sum, member) => sum + rowEntropy(member, x), 0) / members.length;
    return Math.max(0, rowEntropy(mean, x) - inner);
  });
}
