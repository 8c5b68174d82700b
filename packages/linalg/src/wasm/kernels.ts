import { compileModule } from "../tasks/compile-module.ts";
import { fusedKernels, plainKernels } from "./binaries.ts";

/** What the files in `assembly` export: pointers count bytes, strides and sizes count numbers. */
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
  panelProduct(
    a: number,
    m: number,
    b: number,
    n: number,
    k: number,
    c: number,
    cStride: number,
    minus?: 0 | 1,
  ): void;
  panelProduct32(
    a: number,
    m: number,
    b: number,
    n: number,
    k: number,
    c: number,
    cStride: number,
  ): void;
  useTallTiles(): void;
  packRows32(b: number, stride: number, n: number, k: number, to: number): void;
  packColumns32(b: number, stride: number, n: number, k: number, to: number): void;
  packRows(b: number, stride: number, n: number, k: number, to: number, sign: number): void;
  packColumns(b: number, stride: number, n: number, k: number, to: number, sign: number): void;
  transpose(a: number, stride: number, m: number, n: number, to: number, toStride: number): void;
  compact(a: number, stride: number, m: number, bytes: number): void;
  allFinite(a: number, stride: number, m: number, n: number): number;
  allFinite32(a: number, stride: number, m: number, n: number): number;
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
  dot(x: number, y: number, from: number, to: number): number;
  dotPair(x: number, a: number, b: number, from: number, to: number, result: number): void;
  symmetricPart(
    a: number,
    stride: number,
    from: number,
    square: number,
    first: number,
    end: number,
    x: number,
    y: number,
  ): void;
  addGroups(y: number, stride: number, count: number, from: number, to: number, sum: number): void;
  downdate(
    x: number,
    v: number,
    w: number,
    stride: number,
    count: number,
    f: number,
    g: number,
    from: number,
    to: number,
  ): void;
  combine(x: number, y: number, half: number, tau: number, from: number, to: number): void;
  factor(a: number, stride: number, n: number, panels: number, strip: number): number;
}

/** Which build of the kernels, and how it is compiled. */
export interface Build {
  /** Fused operations, which round a multiplication and an addition once. */
  readonly fma: boolean;
  /** 256-bit operations made of pairs. */
  readonly wide: boolean;
}

/**
 * The compiled kernels.
 *
 * @throws {@link EngineError} `not-supported` when this runtime cannot do what the build needs
 */
export async function compileKernels({ fma, wide }: Build): Promise<WebAssembly.Module> {
  const text = atob(fma ? fusedKernels : plainKernels);
  const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
  const needs = `WebAssembly ${fma ? "relaxed SIMD" : "SIMD"}`;
  return compileModule(bytes, { caller: "wasmEngine", needs, wide });
}
