import * as z from "zod";
import { activationDefinitions } from "../activation-node.ts";
import { fanInConcatDefinition } from "../combinators/fan-in-concat.ts";
import { fanInSumDefinition } from "../combinators/fan-in-sum.ts";
import { fanOutDefinition } from "../combinators/fan-out.ts";
import { identityDefinition } from "../combinators/identity.ts";
import { parallelDefinition } from "../combinators/parallel.ts";
import { repeatDefinition } from "../combinators/repeat.ts";
import { serialDefinition } from "../combinators/serial.ts";
import { denseDefinition } from "../dense.ts";
import { layerNormDefinition } from "../layer-norm.ts";
import { aggregateDefinition } from "../aggregate.ts";
import { batchNormDefinition } from "../batch-norm.ts";
import { dropoutDefinition } from "../dropout.ts";
import { embeddingDefinition } from "../embedding.ts";
import { fanInProdDefinition } from "../combinators/fan-in-prod.ts";
import { selfAttentionDefinition } from "../self-attention.ts";
import { avgPoolDefinition } from "../spatial/avg-pool.ts";
import { convLocalDefinition } from "../spatial/conv-local.ts";
import { convTransposeDefinition } from "../spatial/conv-transpose.ts";
import { convDefinition } from "../spatial/conv.ts";
import { flattenDefinition } from "../spatial/flatten.ts";
import { globalAvgPoolDefinition } from "../spatial/global-avg-pool.ts";
import { globalSumPoolDefinition } from "../spatial/global-sum-pool.ts";
import { imageResizeDefinition } from "../spatial/image-resize.ts";
import { indexDefinition } from "../spatial/index-node.ts";
import { linearMapDefinition } from "../spatial/linear-map.ts";
import { maxPoolDefinition } from "../spatial/max-pool.ts";
import { sumPoolDefinition } from "../spatial/sum-pool.ts";
import type { Network } from "../network.ts";
import type { NodeDefinition } from "./define-node.ts";

const child: z.ZodType<Network> = z.lazy(() => nodeSchema);

const definitions: readonly NodeDefinition[] = [
  denseDefinition,
  convDefinition,
  convTransposeDefinition,
  convLocalDefinition,
  avgPoolDefinition,
  sumPoolDefinition,
  maxPoolDefinition,
  globalAvgPoolDefinition,
  globalSumPoolDefinition,
  flattenDefinition,
  layerNormDefinition,
  batchNormDefinition,
  dropoutDefinition,
  selfAttentionDefinition,
  embeddingDefinition,
  aggregateDefinition,
  imageResizeDefinition,
  indexDefinition,
  linearMapDefinition,
  ...activationDefinitions,
  serialDefinition(child),
  repeatDefinition(child),
  identityDefinition,
  fanOutDefinition,
  parallelDefinition(child),
  fanInSumDefinition,
  fanInProdDefinition,
  fanInConcatDefinition,
];

/** Every type of node by its name. */
export const nodeDefinitions: ReadonlyMap<string, NodeDefinition> = new Map(
  definitions.map((definition) => [definition.type, definition]),
);

const schemas = definitions.map(({ schema }) => schema);

/** The schema of a whole tree: the single source of what is valid, node by node. */
export const nodeSchema: z.ZodType<Network> = z.discriminatedUnion(
  "type",
  schemas as [(typeof schemas)[number], ...typeof schemas],
  { error: "must be an object with a type" },
) as unknown as z.ZodType<Network>;
