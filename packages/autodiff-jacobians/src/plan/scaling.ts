import { NetworkError } from "@ntkit/architecture";

/**
 * Where the factors of a layer stand: "ntk" in front of N(0, 1) parameters, "standard" in their
 * variance, "mean-field" as "ntk" but 1/fanIn before the readout of a network with one hidden layer.
 */
export type Parameterization = "ntk" | "standard" | "mean-field";

/** Factor in front of a parameter, deviation of its initial values, and its learning rate. */
export interface Scaling {
  readonly scale: number;
  readonly std: number;
  readonly learningRate: number;
}

/** What a layer says of the size of its weights and biases. */
export interface LayerScaling {
  readonly weightStd: number;
  readonly biasStd: number | null;
  readonly parameterization: "ntk" | "standard";
  readonly fanIn: number;
  readonly units: number;
  /** Do not divide by √fanIn. */
  readonly sum?: boolean;
}

/** Decides how the parameters of one layer after the other are scaled. */
export interface Scalings {
  next(layer: LayerScaling): { readonly weight: Scaling; readonly bias: Scaling };
  /** Throws when the network as a whole does not fit the parametrisation. */
  check(): void;
}

export function createScalings(override: Parameterization | undefined): Scalings {
  let layers = 0;
  return {
    next: (layer) => {
      layers += 1;
      const deviation = layer.weightStd / (layer.sum === true ? 1 : Math.sqrt(layer.fanIn));
      const biasStd = layer.biasStd ?? 0;
      switch (override ?? layer.parameterization) {
        case "ntk":
          return { weight: inFront(deviation), bias: inFront(biasStd) };
        case "standard":
          return { weight: inVariance(deviation), bias: inVariance(biasStd) };
        case "mean-field":
          return layers === 1
            ? { weight: inFront(deviation, layer.units), bias: inFront(biasStd, layer.units) }
            : {
                weight: inFront(layer.weightStd / layer.fanIn, layer.fanIn),
                bias: inFront(biasStd),
              };
      }
    },
    check: () => {
      if (override !== "mean-field" || layers === 2) return;
      throw new NetworkError(
        `must have two layers with weights in the mean-field parametrisation, got ${layers}`,
      );
    },
  };
}

/** z = scale W, W ~ N(0, 1). */
function inFront(scale: number, learningRate = 1): Scaling {
  return { scale, std: 1, learningRate };
}

/** z = W, W ~ N(0, deviation²), at the rate that moves z as in the NTK parametrisation. */
function inVariance(deviation: number): Scaling {
  return { scale: 1, std: deviation, learningRate: deviation * deviation };
}
