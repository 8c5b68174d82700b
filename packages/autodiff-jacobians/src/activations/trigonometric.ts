import type { Activation } from "./activation.ts";
import { recursion } from "./taylor.ts";

/** a sin(b x + c). */
export function sine(a: number, b: number, c: number): Activation {
  return {
    phi: (x) => a * Math.sin(b * x + c),
    derivative: (x) => a * b * Math.cos(b * x + c),
    taylor: (x, degree) => {
      const [sin, cos] = [a * Math.sin(b * x + c), a * Math.cos(b * x + c)];
      let power = 1;
      return recursion(sin, degree, (k) => {
        power *= b / (k + 1);
        return power * [sin, cos, -sin, -cos][(k + 1) % 4]!;
      });
    },
  };
}
