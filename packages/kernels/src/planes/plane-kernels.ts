import { compileModule } from "@ntkit/linalg/tasks";
import { fusedPlanes, plainPlanes } from "./binaries.ts";

/** Precision of planes; variances are float64 always. */
export type PlanePrecision = "float64" | "float32";

/** What `assembly/planes.ts` exports: pointers and lengths count bytes. */
export interface PlaneExports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  sumsAddress(): number;
  windowSums64: WindowSums;
  windowSums32: WindowSums;
  abRelu64: AbRelu;
  abRelu32: AbRelu;
  abReluPlanes64: AbReluPlanes;
  abReluPlanes32: AbReluPlanes;
  smooth64: Smooth;
  smooth32: Smooth;
  smoothVariances64: SmoothVariances;
  smoothVariances32: SmoothVariances;
  linear64: Linear;
  linear32: Linear;
  outside64: Outside;
  outside32: Outside;
  distances64: Distances;
  distances32: Distances;
  pooled64: Pooled;
  pooled32: Pooled;
  pool64: Pool;
  pool32: Pool;
  deviations64: Deviations;
  deviations32: Deviations;
  sums64: Sums;
  sums32: Sums;
}

type WindowSums = (
  to: number,
  from: number,
  bytes: number,
  step: number,
  low: number,
  high: number,
) => void;

type AbRelu = (
  toD: number,
  toT: number,
  d: number,
  t: number,
  bytes: number,
  s1: number,
  r1: number,
  s2: number,
  r2: number,
  scale: number,
  own: number,
  add: number,
  kappa: number,
  g: number,
  three: boolean,
  obtuse: boolean,
) => void;

type AbReluPlanes = (
  list: number,
  count: number,
  workD: number,
  workT: number,
  start: number,
  size: number,
  rest: number,
  rowBytes: number,
  bytes: number,
  low: number,
  high: number,
  scale: number,
  own: number,
  add: number,
  kappa: number,
  g: number,
  three: boolean,
  obtuse: boolean,
) => void;

type Smooth = (
  toD: number,
  toT: number,
  d: number,
  t: number,
  bytes: number,
  s1: number,
  r1: number,
  q1: number,
  s2: number,
  r2: number,
  q2: number,
  scale: number,
  own: number,
  add: number,
  b2: number,
  value: number,
  slope: number,
  gelu: boolean,
) => void;

type SmoothVariances = (
  q: number,
  copy: number,
  r: number,
  bytes: number,
  b2: number,
  value: number,
  gelu: boolean,
) => void;

type Linear = (
  toD: number,
  toT: number,
  d: number,
  t: number,
  bytes: number,
  s1: number,
  s2: number,
  scale: number,
  own: number,
  add: number,
) => void;

type Outside = (d: number, t: number, bytes: number, q1: number, q2: number) => void;

type Distances = (
  d: number,
  t: number,
  bytes: number,
  x1: number,
  step1: number,
  x2: number,
  step2: number,
  channels: number,
  scale: number,
) => void;

type Pooled = (
  d: number,
  t: number,
  sumD: number,
  sumT: number,
  bytes: number,
  v1: number,
  v2: number,
  q1: number,
  q2: number,
  scale: number,
) => void;

type Pool = (
  d: number,
  t: number,
  stride: number,
  rows: number,
  cols: number,
  highPeriod: number,
  widePeriod: number,
  down: number,
  across: number,
  highWindow: number,
  wideWindow: number,
  table: number,
  toHigh: number,
  toWide: number,
  toStride: number,
) => void;

type Deviations = (
  q: number,
  copy: number,
  sums: number,
  inside: number,
  s: number,
  r: number,
  bytes: number,
  scale: number,
  bias: number,
  kappa: number,
  three: boolean,
) => void;

type Sums = (
  d: number,
  t: number,
  q1: number,
  q2: number,
  stride: number,
  rows: number,
  cols: number,
) => void;

/** The functions on planes of one precision. */
export interface PlaneKernels {
  /** Bytes of a number of a plane. */
  readonly width: 8 | 4;
  readonly windowSums: WindowSums;
  readonly abRelu: AbRelu;
  readonly abReluPlanes: AbReluPlanes;
  readonly smooth: Smooth;
  readonly smoothVariances: SmoothVariances;
  readonly linear: Linear;
  readonly outside: Outside;
  readonly distances: Distances;
  readonly pooled: Pooled;
  readonly pool: Pool;
  readonly deviations: Deviations;
  readonly sums: Sums;
}

/** The functions of one precision. */
export function planeKernels(exports: PlaneExports, precision: PlanePrecision): PlaneKernels {
  return precision === "float64"
    ? {
        width: 8,
        windowSums: exports.windowSums64,
        abRelu: exports.abRelu64,
        abReluPlanes: exports.abReluPlanes64,
        smooth: exports.smooth64,
        smoothVariances: exports.smoothVariances64,
        linear: exports.linear64,
        outside: exports.outside64,
        distances: exports.distances64,
        pooled: exports.pooled64,
        pool: exports.pool64,
        deviations: exports.deviations64,
        sums: exports.sums64,
      }
    : {
        width: 4,
        windowSums: exports.windowSums32,
        abRelu: exports.abRelu32,
        abReluPlanes: exports.abReluPlanes32,
        smooth: exports.smooth32,
        smoothVariances: exports.smoothVariances32,
        linear: exports.linear32,
        outside: exports.outside32,
        distances: exports.distances32,
        pooled: exports.pooled32,
        pool: exports.pool32,
        deviations: exports.deviations32,
        sums: exports.sums32,
      };
}

/**
 * The compiled functions on planes: with fused operations where the runtime has relaxed SIMD.
 *
 * @param wide - pairs of operations are joined to 256-bit ones
 * @throws EngineError `not-supported` where there is no WebAssembly SIMD
 */
export function planeModule(wide = false): Promise<WebAssembly.Module> {
  const fused = bytesOf(fusedPlanes);
  const bytes = WebAssembly.validate(fused) ? fused : bytesOf(plainPlanes);
  return compileModule(bytes, { caller: "kernel", needs: "WebAssembly SIMD", wide });
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
