import type {
  ConvNode,
  EmbeddingNode,
  ImageResizeNode,
  IndexNode,
  LinearMapNode,
  SelfAttentionNode,
} from "@ntkit/architecture";
import type { Rule } from "../rule.ts";

/** Where a window stands, axis by axis. */
export interface Windows {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly padding: ConvNode["padding"];
}

/** What one layer, or a part of one, does to second moments between places. Plain data. */
export type SpatialOp =
  /** The same rule for every pair of places; `curved` if it depends on the variances of both. */
  | { readonly type: "rule"; readonly rule: Rule; readonly curved: boolean }
  /** Sums over the offsets of a filter, the same offset at both places. */
  | ({ readonly type: "window"; readonly transposed: boolean } & Windows)
  /** Different places become independent. */
  | { readonly type: "separate" }
  /** Sums over windows at both places, divided by their sizes, by what they see, or not. */
  | ({
      readonly type: "pool";
      readonly divisor: "window" | "seen" | "none";
    } & Windows)
  | { readonly type: "globalPool"; readonly mean: boolean }
  /** The sum over equal places, divided by their number, by its square, or not. */
  | { readonly type: "trace"; readonly divisor: "places" | "pairs" | "none" }
  | {
      readonly type: "normalize";
      readonly epsilon: number;
      readonly axes: readonly number[] | "all";
    }
  | { readonly type: "dropout"; readonly keepRate: number }
  | AttentionOp
  | { readonly type: "embedding"; readonly node: EmbeddingNode }
  | { readonly type: "aggregate"; readonly axis: number }
  | { readonly type: "map"; readonly axis: number; readonly matrix: LinearMapNode["matrix"] }
  | { readonly type: "resize"; readonly node: ImageResizeNode }
  | { readonly type: "index"; readonly slices: IndexNode["slices"] }
  | ForkOp;

/** Attention; the input and the embeddings of places weigh in the products of queries and keys. */
export interface AttentionOp {
  readonly type: "attention";
  readonly node: SelfAttentionNode;
  readonly inputWeight: number;
  readonly positionalWeight: number;
}

/** Branches that are merged again. */
export interface ForkOp {
  readonly type: "fork";
  readonly branches: readonly (readonly SpatialOp[])[];
  /** The weight of each branch's moments in a sum or concatenation. */
  readonly weights: readonly number[];
  readonly merge: "sum" | "product";
}
