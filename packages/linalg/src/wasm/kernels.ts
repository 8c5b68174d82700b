import { fusedKernels, plainKernels } from "./binaries.ts";

/** What `assembly/kernels.ts` exports: pointers count bytes, strides and sizes count numbers. */
export interface Kernels {
  readonly memory: WebAssembly.Memory;
  product(
    a: number,
    aStride: number,
    m: number,
    b: number,
    k: number,
    c: number,
    cStride: number,
    n: number,
  ): void;
  packRows(b: number, stride: number, n: number, k: number, to: number, sign: number): void;
  packColumns(b: number, stride: number, n: number, k: number, to: number, sign: number): void;
  transpose(a: number, stride: number, m: number, n: number, to: number, toStride: number): void;
  allFinite(a: number, stride: number, m: number, n: number): number;
  substituteBackward(
    b: number,
    bStride: number,
    m: number,
    l: number,
    lStride: number,
    n: number,
    strip: number,
  ): void;
  solveForward(
    b: number,
    bStride: number,
    m: number,
    l: number,
    lStride: number,
    n: number,
    panels: number,
    strip: number,
  ): void;
  rotateStrip(strip: number, low: number, high: number, rotations: number): void;
  factor(a: number, stride: number, n: number, panels: number, strip: number): number;
}

/** The compiled kernels; `fused` ones may round a multiplication and an addition once. */
export function compileKernels(fused: boolean): Promise<WebAssembly.Module> {
  const text = atob(fused ? fusedKernels : plainKernels);
  return WebAssembly.compile(Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
}
