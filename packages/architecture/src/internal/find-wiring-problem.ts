import { limits } from "../limits.ts";
import type { WeightOptions } from "./weight-options.ts";
import type { Network } from "../network.ts";
import type { ParallelNode } from "../combinators/parallel.ts";
import type { RepeatNode } from "../combinators/repeat.ts";
import type { SerialNode } from "../combinators/serial.ts";
import type { Problem } from "./problem.ts";

type Path = readonly (string | number)[];

/** What flows from one node to the next. */
interface Signal {
  /** Copies side by side after a fanOut; undefined for the one signal outside of branches. */
  readonly copies: number | undefined;
  /** Whether those copies are still the fanOut's own. */
  readonly fresh: boolean;
  /** Whether the width is still the input's, so that a dense layer here reads the input. */
  readonly inputWide: boolean;
}

/** What surrounds a node. */
interface Place {
  readonly path: Path;
  /** Whether the node is inside of a repeat that applies it more than once. */
  readonly repeated: boolean;
}

/** Carries a problem out of the recursion. */
class WiringProblem extends Error {
  readonly problem: Problem;
  constructor(message: string, path: Path) {
    super(message);
    this.problem = { message, path };
  }
}

/**
 * Returns what is wrong with how the nodes of a valid tree follow each other, if anything is:
 * fanOut, parallel and fanIn that do not fit, a scaling "sum" that does not read the input, or
 * more nodes than {@link limits} allow. Recursive; the tree must have passed the size check.
 */
export function findWiringProblem(network: Network): Problem | undefined {
  try {
    const start = { copies: undefined, fresh: false, inputWide: true };
    const end = flow(network, start, { path: [], repeated: false });
    expectSingle(end, "a network", []);
    const nodes = unrolledSize(network);
    return nodes > limits.nodes ? tooLarge(nodes) : undefined;
  } catch (error) {
    if (error instanceof WiringProblem) return error.problem;
    throw error;
  }
}

function flow(node: Network, signal: Signal, place: Place): Signal {
  switch (node.type) {
    case "identity":
      return signal;
    case "serial":
      return flowSerial(node, signal, place);
    case "repeat":
      return flowRepeat(node, signal, place);
    case "fanOut":
      expectOne(node, signal, place);
      return { ...signal, copies: node.count, fresh: true };
    case "parallel":
      return flowParallel(node, signal, place);
    case "fanInSum":
    case "fanInProd":
    case "fanInConcat":
      return flowFanIn(node.type, signal, place);
    case "dense":
    case "conv":
    case "convTranspose":
    case "convLocal":
      expectOne(node, signal, place);
      if (node.scaling === "sum") checkSum(node, signal, place);
      return { ...signal, inputWide: false };
    case "embedding":
      expectOne(node, signal, place);
      checkEmbedding(signal, place);
      return { ...signal, inputWide: false };
    case "selfAttention":
      expectOne(node, signal, place);
      return { ...signal, inputWide: false };
    default:
      expectOne(node, signal, place);
      return signal;
  }
}

function flowSerial(node: SerialNode, signal: Signal, place: Place): Signal {
  return node.layers.reduce(
    (here, layer, i) => flow(layer, here, { ...place, path: [...place.path, "layers", i] }),
    signal,
  );
}

function flowRepeat(node: RepeatNode, signal: Signal, place: Place): Signal {
  const path = [...place.path, "layer"];
  const end = flow(node.layer, signal, { path, repeated: place.repeated || node.times > 1 });
  if (end.copies !== signal.copies) {
    const got = `takes ${count(signal)} and gives ${count(end)}`;
    throw new WiringProblem(
      `the layer of a repeat must give as many signals as it takes; it ${got}`,
      path,
    );
  }
  return node.times === 0 ? signal : end;
}

function flowParallel(node: ParallelNode, signal: Signal, place: Place): Signal {
  const { length } = node.branches;
  if (signal.copies === undefined) {
    throw new WiringProblem("a parallel must follow a fanOut or another parallel", place.path);
  }
  if (signal.copies !== length) {
    const got = `${signal.copies} signals for ${length} branches`;
    throw new WiringProblem(`a parallel must have one branch per signal, got ${got}`, place.path);
  }
  const ends = node.branches.map((branch, i) => {
    const path = [...place.path, "branches", i];
    const end = flow(branch, { ...signal, copies: undefined, fresh: false }, { ...place, path });
    expectSingle(end, "a branch", path);
    return end;
  });
  return { copies: length, fresh: false, inputWide: ends.every(({ inputWide }) => inputWide) };
}

function flowFanIn(
  type: "fanInSum" | "fanInProd" | "fanInConcat",
  signal: Signal,
  place: Place,
): Signal {
  if (signal.copies === undefined || signal.fresh) {
    const got = signal.fresh ? "a fanOut without a parallel after it" : "one signal";
    throw new WiringProblem(`a ${type} must follow a parallel, got ${got}`, place.path);
  }
  const inputWide = signal.inputWide && type !== "fanInConcat";
  return { copies: undefined, fresh: false, inputWide };
}

function checkEmbedding(signal: Signal, place: Place): void {
  if (!place.repeated && signal.inputWide) return;
  throw new WiringProblem(
    "an embedding must read the input, before any layer with weights and outside of a repeat",
    place.path,
  );
}

function checkSum(node: WeightOptions, signal: Signal, place: Place): void {
  const path = [...place.path, "scaling"];
  if (node.parameterization !== "ntk") {
    throw new WiringProblem('must be "mean" with the parameterization "standard", got "sum"', path);
  }
  if (place.repeated || !signal.inputWide) {
    throw new WiringProblem(
      'must be "mean" unless the layer reads the input, before any other layer with weights and outside of a repeat; got "sum"',
      path,
    );
  }
}

function expectOne(node: Network, signal: Signal, place: Place): void {
  if (signal.copies === undefined) return;
  const got = `the ${signal.copies} signals of a ${signal.fresh ? "fanOut" : "parallel"}`;
  const remedy = signal.fresh ? "parallel" : "fanInSum or fanInConcat";
  throw new WiringProblem(
    `a ${node.type} must follow one signal, got ${got}; put a ${remedy} between`,
    place.path,
  );
}

function expectSingle(end: Signal, what: string, path: Path): void {
  if (end.copies === undefined) return;
  throw new WiringProblem(
    `${what} must end in one signal, got ${end.copies}; add a fanInSum or a fanInConcat`,
    path,
  );
}

function count({ copies }: Signal): string {
  return copies === undefined ? "one" : `the ${copies} of a fanOut`;
}

/** Nodes of the tree once every repeat is written out. */
function unrolledSize(node: Network): number {
  if (node.type === "repeat") return 1 + node.times * unrolledSize(node.layer);
  if (node.type === "serial") return sum(node.layers);
  return node.type === "parallel" ? sum(node.branches) : 1;
}

function sum(nodes: readonly Network[]): number {
  return nodes.reduce((total, node) => total + unrolledSize(node), 1);
}

function tooLarge(nodes: number): Problem {
  const message = `must have at most ${limits.nodes} nodes with every repeat written out, got ${nodes}`;
  return { message, path: [] };
}
