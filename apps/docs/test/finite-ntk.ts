import { random, toRows } from "@ntkit/linalg";
import { x } from "./recursions.ts";

/** A two-layer ReLU network, f = scale Σ aᵢ σ(wᵢ·x/√d + β bᵢ) + β c. */
interface TwoLayer {
  readonly width: number;
  readonly scale: number;
  readonly beta: number;
}

/** Its tangent kernel among the rows of {@link x}, from the gradients of one random network. */
export function finiteNtk({ width, scale, beta }: TwoLayer): number[][] {
  const rows = toRows(x);
  const { normal } = random(11);
  const kernel = rows.map(() => rows.map(() => beta ** 2));
  for (let unit = 0; unit < width; unit++) {
    const a = normal();
    const b = normal();
    const w = Array.from({ length: x.cols }, normal);
    const gradients = rows.map((row) => {
      const inputs = row.map((value) => value / Math.sqrt(x.cols));
      const z = inputs.reduce((sum, value, k) => sum + value * w[k]!, beta * b);
      const slope = z > 0 ? scale * a : 0;
      return [scale * Math.max(z, 0), slope * beta, ...inputs.map((value) => slope * value)];
    });
    kernel.forEach((line, i) => {
      line.forEach((_, j) => {
        line[j]! += gradients[i]!.reduce((sum, value, k) => sum + value * gradients[j]![k]!, 0);
      });
    });
  }
  return kernel;
}
