import type { ActivationNode } from "./activation-node.ts";
import type { AggregateNode } from "./aggregate.ts";
import type { BatchNormNode } from "./batch-norm.ts";
import type { DropoutNode } from "./dropout.ts";
import type { EmbeddingNode } from "./embedding.ts";
import type { FanInProdNode } from "./combinators/fan-in-prod.ts";
import type { SelfAttentionNode } from "./self-attention.ts";
import type { AvgPoolNode } from "./spatial/avg-pool.ts";
import type { ConvLocalNode } from "./spatial/conv-local.ts";
import type { ConvTransposeNode } from "./spatial/conv-transpose.ts";
import type { ConvNode } from "./spatial/conv.ts";
import type { FlattenNode } from "./spatial/flatten.ts";
import type { GlobalAvgPoolNode } from "./spatial/global-avg-pool.ts";
import type { GlobalSumPoolNode } from "./spatial/global-sum-pool.ts";
import type { ImageResizeNode } from "./spatial/image-resize.ts";
import type { IndexNode } from "./spatial/index-node.ts";
import type { LinearMapNode } from "./spatial/linear-map.ts";
import type { MaxPoolNode } from "./spatial/max-pool.ts";
import type { SumPoolNode } from "./spatial/sum-pool.ts";
import type { FanInConcatNode } from "./combinators/fan-in-concat.ts";
import type { FanInSumNode } from "./combinators/fan-in-sum.ts";
import type { FanOutNode } from "./combinators/fan-out.ts";
import type { IdentityNode } from "./combinators/identity.ts";
import type { ParallelNode } from "./combinators/parallel.ts";
import type { RepeatNode } from "./combinators/repeat.ts";
import type { SerialNode } from "./combinators/serial.ts";
import type { DenseNode } from "./dense.ts";
import type { LayerNormNode } from "./layer-norm.ts";

/**
 * A network as plain data: a frozen, JSON-serialisable tree, discriminated by `type`.
 *
 * Everything else interprets it: as a covariance recursion, as a finite network, as a picture.
 */
export type Network =
  | DenseNode
  | ConvNode
  | ConvTransposeNode
  | ConvLocalNode
  | AvgPoolNode
  | SumPoolNode
  | MaxPoolNode
  | GlobalAvgPoolNode
  | GlobalSumPoolNode
  | FlattenNode
  | LayerNormNode
  | BatchNormNode
  | DropoutNode
  | SelfAttentionNode
  | EmbeddingNode
  | AggregateNode
  | ImageResizeNode
  | IndexNode
  | LinearMapNode
  | ActivationNode
  | SerialNode
  | RepeatNode
  | IdentityNode
  | FanOutNode
  | ParallelNode
  | FanInSumNode
  | FanInProdNode
  | FanInConcatNode;
