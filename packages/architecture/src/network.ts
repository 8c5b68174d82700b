import type { ActivationNode } from "./activation-node.ts";
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
  | LayerNormNode
  | ActivationNode
  | SerialNode
  | RepeatNode
  | IdentityNode
  | FanOutNode
  | ParallelNode
  | FanInSumNode
  | FanInConcatNode;
