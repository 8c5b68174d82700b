import { checkNetwork } from "../check-network.ts";
import { NetworkError } from "../network-error.ts";
import type { Network } from "../network.ts";
import { layerShape } from "./layer-shape.ts";

type Path = readonly (string | number)[];

/**
 * The shape of one example without the axis of samples: spatial sizes, then the number of channels, which
 * is undefined after a layer whose width is not given. `[32, 32, 3]` is an image, `[20]` a row of a table.
 */
export type ExampleShape = readonly (number | undefined)[];

/**
 * Returns the shape of what a network makes of one example, `[...spatial sizes, channels]`.
 *
 * The shapes of layers are those of TensorFlow: {@link slidingWindow}, {@link transposedWindow}. Also for a
 * part of a network that takes and gives one signal. O(size of the tree, every repeat written out).
 *
 * @throws {NetworkError} with the `path` of the node that does not fit
 */
export function outputShape(network: Network, inputShape: ExampleShape): ExampleShape {
  checkNetwork(network);
  checkInput(inputShape);
  return walk(network, [inputShape], [])[0]!;
}

function walk(
  node: Network,
  signals: readonly ExampleShape[],
  path: Path,
): readonly ExampleShape[] {
  switch (node.type) {
    case "serial":
      return node.layers.reduce(
        (here, layer, i) => walk(layer, here, [...path, "layers", i]),
        signals,
      );
    case "repeat": {
      let here = signals;
      for (let i = 0; i < node.times; i++) here = walk(node.layer, here, [...path, "layer"]);
      return here;
    }
    case "fanOut":
      return Array.from({ length: node.count }, () => signals[0]!);
    case "parallel":
      return node.branches.map(
        (branch, i) => walk(branch, [signals[i]!], [...path, "branches", i])[0]!,
      );
    case "fanInSum":
    case "fanInProd":
    case "fanInConcat":
      return [merge(node.type, signals, path)];
    default:
      return [layerShape(node, signals[0]!, path)];
  }
}

function merge(
  type: "fanInSum" | "fanInProd" | "fanInConcat",
  signals: readonly ExampleShape[],
  path: Path,
): ExampleShape {
  const spatial = signals[0]!.slice(0, -1);
  const channels = signals.map((shape) => shape.at(-1));
  const same = signals.every((shape) => String(shape.slice(0, -1)) === String(spatial));
  if (!same) throw unequal("spatial sizes", signals, path);
  const known = channels.filter((width) => width !== undefined);
  if (type === "fanInConcat") {
    const all = known.length === channels.length;
    return [...spatial, all ? known.reduce((total, width) => total + width, 0) : undefined];
  }
  if (new Set(known).size > 1) throw unequal("channels", signals, path);
  return [...spatial, known[0]];
}

function unequal(what: string, signals: readonly ExampleShape[], path: Path): NetworkError {
  const shapes = signals.map((shape) => `[${shape.map((size) => size ?? "?").join(", ")}]`);
  return new NetworkError(`the branches must have equal ${what}, got ${shapes.join(" and ")}`, {
    path,
  });
}

function checkInput(shape: ExampleShape): void {
  const last = shape.length - 1;
  const valid = shape.every((size, i) =>
    size === undefined ? i === last : Number.isSafeInteger(size) && size >= 1,
  );
  if (shape.length > 0 && valid) return;
  throw new NetworkError(
    `inputShape must be spatial sizes and then channels, whole numbers of at least 1, got [${shape.join(", ")}]`,
    { caller: "outputShape" },
  );
}
