import type { Network } from "@ntkit/architecture";
import { avgPool, conv, dense, flatten, relu, serial, tanh } from "@ntkit/architecture";

/** A network and the kernel of it that is measured. */
export interface JacobianWorkload {
  readonly name: string;
  readonly network: Network;
  readonly inputShape: readonly number[];
  readonly n: number;
  readonly form: "trace" | "full";
  /** Whether NTK-vector products take less than minutes: they are for many outputs and few examples. */
  readonly products: boolean;
}

/** What is measured, smaller where it must be quick. */
export function workloads(quick: boolean): JacobianWorkload[] {
  const [width, n] = quick ? [256, 16] : [2048, 256];
  const wide = dense({ units: width, weightStd: Math.SQRT2 });
  const hidden = dense({ units: 512, weightStd: 1.4 });
  return [
    {
      name: `MLP 784-512-512-10 N=${n}, traced`,
      network: serial(hidden, tanh(), hidden, tanh(), dense({ units: 10 })),
      inputShape: [784],
      n,
      form: "trace",
      products: false,
    },
    {
      name: `MLP 3072-${width}³-8 N=16, all 8 outputs`,
      network: serial(wide, relu(), wide, relu(), wide, relu(), dense({ units: 8 })),
      inputShape: [3072],
      n: 16,
      form: "full",
      products: true,
    },
    {
      name: `CNN 28×28, two convolutions, N=${quick ? 16 : 64}, traced`,
      network: leNet(),
      inputShape: [28, 28, 1],
      n: quick ? 16 : 64,
      form: "trace",
      products: false,
    },
  ];
}

function leNet(): Network {
  const filter = { filterShape: [5, 5], weightStd: Math.SQRT2 };
  const pool = avgPool({ windowShape: [2, 2], strides: [2, 2] });
  return serial(
    ...[conv({ ...filter, channels: 6, padding: "same" }), relu(), pool],
    ...[conv({ ...filter, channels: 16 }), relu(), pool, flatten()],
    ...[dense({ units: 120 }), relu(), dense({ units: 84 }), relu(), dense({ units: 10 })],
  );
}
