import { compileModule } from "@ntkit/linalg/tasks";
import { pairsBinary } from "./binary.ts";

/** What `assembly/pairs.ts` exports: pointers count bytes, lengths count pairs. */
export interface PairKernels {
  readonly memory: WebAssembly.Memory;
  inputMoments(
    block: number,
    length: number,
    products: number,
    d: number,
    close: number,
    q1: number,
    q2: number,
    root1: number,
    root2: number,
    list: number,
  ): number;
  dense(
    block: number,
    length: number,
    scale: number,
    bias: number,
    fromOutput: number,
    fromInput: number,
    constant: number,
    root1: number,
    after1: number,
    root2: number,
    after2: number,
  ): void;
  abRelu(
    block: number,
    length: number,
    kappa: number,
    product: number,
    g: number,
    root1: number,
    root2: number,
  ): void;
  layerNorm(block: number, length: number, epsilon: number, first: number, second: number): void;
  erf(
    block: number,
    length: number,
    q1: number,
    q2: number,
    a: number,
    b: number,
    offset: number,
    values: number,
    slopes: number,
  ): void;
  gelu(block: number, length: number, q1: number, q2: number, values: number, slopes: number): void;
  sinusoid(
    block: number,
    length: number,
    q1: number,
    q2: number,
    a: number,
    b: number,
    odd: number,
    even: number,
    values: number,
    slopes: number,
  ): void;
  exponentials(
    block: number,
    length: number,
    q1: number,
    q2: number,
    factor: number,
    half: number,
    rate: number,
    values: number,
    slopes: number,
  ): void;
  gaussian(
    block: number,
    length: number,
    q1: number,
    q2: number,
    a: number,
    b: number,
    values: number,
    slopes: number,
  ): void;
  smooth(
    block: number,
    length: number,
    parity: number,
    q1: number,
    q2: number,
    k1: number,
    k2: number,
    root1: number,
    root2: number,
    values: number,
    slopes: number,
    list: number,
  ): number;
  correlations(
    block: number,
    length: number,
    root1: number,
    root2: number,
    fold: number,
    to: number,
  ): void;
  largest(from: number, length: number): number;
  series(
    length: number,
    a: number,
    b: number,
    last: number,
    lowest: number,
    stride: number,
    x: number,
    to: number,
  ): void;
  halfSines(
    rows: number,
    cols: number,
    first: number,
    values: number,
    stride: number,
    part: number,
    close: number,
    root1: number,
    inverse1: number,
    root2: number,
    inverse2: number,
    list: number,
  ): number;
  lookUp(
    rows: number,
    cols: number,
    first: number,
    values: number,
    stride: number,
    table: number,
    cells: number,
    scale1: number,
    scale2: number,
    to: number,
  ): void;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiled kernels, always the same; compiled anew for 256-bit operations. */
export function pairKernels(wide = false): Promise<WebAssembly.Module> {
  if (wide) return compile(true);
  compiled ??= compile(false);
  return compiled;
}

function compile(wide: boolean): Promise<WebAssembly.Module> {
  const bytes = Uint8Array.from(atob(pairsBinary), (letter) => letter.charCodeAt(0));
  return compileModule(bytes, { caller: "kernel", needs: "WebAssembly SIMD", wide });
}
