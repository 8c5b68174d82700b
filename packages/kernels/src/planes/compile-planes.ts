import type {
  ActivationNode,
  AvgPoolNode,
  ConvLocalNode,
  ConvNode,
  DenseNode,
  Network,
  SumPoolNode,
} from "@ntkit/architecture";
import { isActivation, slidingWindow } from "@ntkit/architecture";
import { flatten } from "../network/flatten.ts";
import type { DenseFactors } from "../rules/dense.ts";
import { denseFactors } from "../rules/dense.ts";
import type {
  PlaneActivation,
  PlaneGeometry,
  PlaneHead,
  PlaneLayer,
  PlanePool,
  PlaneProgram,
  PlaneStage,
  Sides,
} from "./plane-program.ts";

/**
 * The recursion over planes for a network on images [height, width, channels] or sequences
 * [steps, channels]; undefined for networks that need more than planes: then the general recursion
 * has to do it.
 *
 * Planes are enough for layers one after another, of convolutions with stride 1 (padding "same",
 * "valid" or all "circular"), dense layers, ReLU and its leaky relatives, and pools without overlap,
 * then `flatten` or a global pool, then dense layers.
 */
export function compilePlanes(
  network: Network,
  shape: readonly number[],
): PlaneProgram | undefined {
  if (shape.length !== 2 && shape.length !== 3) return undefined;
  const channels = shape.at(-1)!;
  const size: Sides = shape.length === 2 ? [1, shape[0]!] : [shape[0]!, shape[1]!];
  const compiler = new Compiler(size, channels, shape.length - 1);
  for (const { node } of flatten(network)) {
    if (!compiler.add(node)) return undefined;
  }
  return compiler.finish();
}

type Node = ReturnType<typeof flatten>[number]["node"];

class Compiler {
  readonly #channels: number;
  readonly #axes: number;
  readonly #stages: PlaneStage[] = [];
  #input: Sides;
  #size: Sides;
  #width: number | undefined;
  #layers: PlaneLayer[] = [];
  #obtuse = true;
  #smooth = false;
  /** Of a local layer, behind which nothing but a readout may stand. */
  #local: DenseFactors | undefined;
  #flattens = false;
  #paddings = new Set<"circular" | "other">();
  #readout: "equal" | "all" | undefined;
  #head: PlaneHead = { scale: 1, bias: 0, tangent: 1, own: 0, constant: 0 };

  constructor(size: Sides, channels: number, axes: number) {
    this.#input = size;
    this.#size = size;
    this.#channels = channels;
    this.#width = channels;
    this.#axes = axes;
  }

  /** Whether the node fits. */
  add(node: Node): boolean {
    if (this.#readout !== undefined) return node.type === "dense" && this.#addToHead(node);
    const reads = ["flatten", "globalAvgPool", "globalSumPool"].includes(node.type);
    if (this.#local !== undefined && !reads) return false;
    this.#flattens = node.type === "flatten";
    switch (node.type) {
      case "conv":
        return this.#addConv(node);
      case "dense":
        return this.#addLayer(node, [1, 1], [0, 0], this.#size);
      case "avgPool":
      case "sumPool":
        return this.#addPool(node);
      case "convLocal":
        return this.#addLocal(node);
      case "flatten":
        return this.#read("equal", 1 / this.#places());
      case "globalAvgPool":
        return this.#read(this.#local ? "equal" : "all", 1 / this.#places() ** 2);
      case "globalSumPool":
        return this.#read(this.#local ? "equal" : "all", 1);
      default:
        return node.type !== "fork" && isActivation(node) && this.#addActivation(node);
    }
  }

  finish(): PlaneProgram | undefined {
    if (this.#readout === undefined) return undefined;
    return {
      channels: this.#channels,
      stages: this.#stages,
      readout: this.#readout,
      head: this.#head,
    };
  }

  #sides(sizes: readonly number[] | undefined): Sides | undefined {
    if (sizes === undefined) return [1, 1];
    if (sizes.length !== this.#axes) return undefined;
    return sizes.length === 1 ? [1, sizes[0]!] : [sizes[0]!, sizes[1]!];
  }

  #addConv(node: ConvNode): boolean {
    const filter = this.#sides(node.filterShape);
    const strides = this.#sides(node.strides);
    if (!filter || strides?.join() !== "1,1") return false;
    this.#paddings.add(node.padding === "circular" ? "circular" : "other");
    const places = this.#size.map((size, i) =>
      slidingWindow({ size, window: filter[i]!, stride: 1, padding: node.padding }),
    );
    if (places.some(({ outputs }) => outputs < 1)) return false;
    const size: Sides = [places[0]!.outputs, places[1]!.outputs];
    return this.#addLayer(node, filter, [places[0]!.low, places[1]!.low], size);
  }

  #addLayer(node: ConvNode | DenseNode, filter: Sides, low: Sides, size: Sides): boolean {
    const taps = filter[0] * filter[1];
    const fanIn = this.#width === undefined ? NaN : this.#width * taps;
    const factors = denseFactors(node, fanIn);
    const { scale, bias, fromOutput, fromInput, constant } = factors;
    // Planes leave Θ out where a variance is 0, which is right unless a bias that starts at 0 is trained.
    if (!(scale > 0) || (constant > 0 && bias === 0) || Number.isNaN(fromInput)) return false;
    this.#layers.push({
      low,
      high: [filter[0] - 1 - low[0], filter[1] - 1 - low[1]],
      size,
      scale: scale / taps,
      bias,
      own: fromOutput + fromInput / scale,
      constant: constant - (fromInput * bias) / scale,
      activation: { type: "none" },
    });
    this.#size = size;
    this.#width = node.type === "dense" ? node.units : node.channels;
    return true;
  }

  #addActivation(node: ActivationNode): boolean {
    const last = this.#layers.at(-1);
    const activation = planeActivation(node, this.#obtuse);
    if (last?.activation.type !== "none" || !activation) return false;
    // A smooth activation leaves D with rounding errors of K, which an angle is too sensitive to.
    if (activation.type === "abRelu" && this.#smooth) return false;
    this.#smooth ||= activation.type === "smooth";
    this.#layers[this.#layers.length - 1] = { ...last, activation };
    // What is nowhere negative has covariances that are nowhere negative.
    this.#obtuse = node.type !== "relu";
    return true;
  }

  #addPool(node: AvgPoolNode | SumPoolNode): boolean {
    const window = this.#sides(node.windowShape);
    const strides = this.#sides(node.strides);
    if (!window || window.join() !== strides?.join()) return false;
    const divides = this.#size[0] % window[0] === 0 && this.#size[1] % window[1] === 0;
    if (node.padding !== "valid" && !divides) return false;
    const size: Sides = [
      Math.floor(this.#size[0] / window[0]),
      Math.floor(this.#size[1] / window[1]),
    ];
    if (size[0] < 1 || size[1] < 1) return false;
    const scale = node.type === "avgPool" ? 1 / (window[0] * window[1]) ** 2 : 1;
    if (this.#layers.length === 0) return this.#widenPool({ window, scale }, size);
    return this.#endStage({ window, scale }, size);
  }

  /** Two pools one after the other are one. */
  #widenPool({ window, scale }: PlanePool, size: Sides): boolean {
    const last = this.#stages.pop();
    if (!last?.pool) return false;
    const wide: Sides = [last.pool.window[0] * window[0], last.pool.window[1] * window[1]];
    this.#stages.push({ ...last, pool: { window: wide, scale: last.pool.scale * scale } });
    this.#input = size;
    this.#size = size;
    return true;
  }

  /** Weights of their own at every place: what comes out of different places is independent. */
  #addLocal(node: ConvLocalNode): boolean {
    const filter = this.#sides(node.filterShape);
    const strides = this.#sides(node.strides);
    if (filter?.join() !== "1,1" || strides?.join() !== "1,1") return false;
    const factors = denseFactors(node, this.#width ?? NaN);
    if (Number.isNaN(factors.fromInput) || Number.isNaN(factors.scale)) return false;
    this.#local = factors;
    this.#width = node.channels;
    return true;
  }

  #read(readout: "equal" | "all", by: number): boolean {
    this.#readout = readout;
    const local = this.#local ?? { scale: 1, bias: 0, fromOutput: 0, fromInput: 0, constant: 0 };
    const { scale, bias, fromOutput, fromInput, constant } = local;
    this.#head = {
      scale: by * scale,
      bias: by * this.#places() * bias,
      tangent: by * scale,
      own: by * (fromInput + fromOutput * scale),
      constant: by * this.#places() * (fromOutput * bias + constant),
    };
    if (this.#width !== undefined && this.#flattens) this.#width *= this.#places();
    return this.#endStage(null, this.#size);
  }

  #places(): number {
    return this.#size[0] * this.#size[1];
  }

  #endStage(pool: PlanePool | null, size: Sides): boolean {
    const geometry = geometryOf(this.#input, this.#layers, this.#paddings);
    if (!geometry) return false;
    this.#stages.push({ geometry, layers: this.#layers, pool });
    this.#layers = [];
    this.#input = size;
    this.#size = size;
    this.#paddings = new Set();
    return true;
  }

  #addToHead(node: DenseNode): boolean {
    const fanIn = this.#width ?? NaN;
    const { scale, bias, fromOutput, fromInput, constant } = denseFactors(node, fanIn);
    if (Number.isNaN(fromInput) || Number.isNaN(scale)) return false;
    const before = this.#head;
    const own = scale * before.own + fromInput * before.scale;
    const ofOutput = { scale: scale * before.scale, bias: scale * before.bias + bias };
    this.#head = {
      ...ofOutput,
      tangent: scale * before.tangent,
      own: own + fromOutput * ofOutput.scale,
      constant:
        scale * before.constant + fromInput * before.bias + fromOutput * ofOutput.bias + constant,
    };
    this.#width = node.units;
    return true;
  }
}

/** The places of a stage in memory; undefined where windows of both kinds of edges meet. */
function geometryOf(
  size: Sides,
  layers: readonly PlaneLayer[],
  paddings: ReadonlySet<"circular" | "other">,
): PlaneGeometry | undefined {
  const most = (pick: (layer: PlaneLayer) => Sides): Sides => [
    Math.max(0, ...layers.map((layer) => pick(layer)[0])),
    Math.max(0, ...layers.map((layer) => pick(layer)[1])),
  ];
  const [low, high] = [most((layer) => layer.low), most((layer) => layer.high)];
  const circular = paddings.has("circular");
  if (circular && paddings.has("other")) return undefined;
  if (circular && size.some((each, i) => low[i]! > each || high[i]! > each)) return undefined;
  const period = (i: 0 | 1): number =>
    Math.max(size[i], ...layers.map((each) => each.size[i] + Math.max(each.low[i], each.high[i])));
  return { size, period: circular ? size : [period(0), period(1)], low, high, circular };
}

function planeActivation(node: ActivationNode, obtuse: boolean): PlaneActivation | undefined {
  switch (node.type) {
    case "relu":
      return abRelu(0, 1, obtuse);
    case "leakyRelu":
      return abRelu(node.alpha, 1, obtuse);
    case "abRelu":
      return abRelu(node.a, node.b, obtuse);
    case "erf":
      return node.c === 0 && node.b !== 0 ? scaledErf(node.a, node.b) : undefined;
    case "gelu":
      return { type: "smooth", gelu: true, b2: 0.5, value: 0, slope: 0 };
    default:
      return undefined;
  }
}

function scaledErf(a: number, b: number): PlaneActivation {
  const value = (2 * a * a) / Math.PI;
  return { type: "smooth", gelu: false, b2: b * b, value, slope: 2 * value * b * b };
}

/** Where a b < 0 opposite places become equal, which D does not resolve. */
function abRelu(a: number, b: number, obtuse: boolean): PlaneActivation | undefined {
  if (a * b < 0 || (a === 0 && b === 0)) return undefined;
  return {
    type: "abRelu",
    kappa: (a * a + b * b) / 2,
    g: (a - b) ** 2 / (2 * Math.PI),
    obtuse,
  };
}
