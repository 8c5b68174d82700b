import * as z from "zod";
import { deepFreeze } from "./internal/deep-freeze.ts";
import { nodeDefinitions, nodeSchema } from "./internal/node-schema.ts";

type Described = Parameters<NonNullable<z.core.ToJSONSchemaParams["override"]>>[0];

/**
 * The JSON Schema (draft 2020-12) of a network file, for completion and checks in editors.
 *
 * It is generated from what {@link fromJson} validates with. Not in it, because JSON Schema cannot
 * say it: that a fanOut is joined again, that scaling "sum" is for the first dense layer, the limits.
 */
export const networkSchema: Readonly<Record<string, unknown>> =
  /* @__PURE__ */ deepFreeze(generate());

function generate(): Record<string, unknown> {
  const metadata = z.registry<{ id: string; title: string; description: string }>();
  for (const { type, description, schema } of nodeDefinitions.values()) {
    schema.register(metadata, { id: type, title: type, description });
  }
  nodeSchema.register(metadata, {
    id: "network",
    title: "Network",
    description: "A neural network, by the type of its outermost node.",
  });
  const schema = z.toJSONSchema(nodeSchema, { io: "input", metadata, override: addDescription });
  return { title: "NTKit network", ...schema };
}

/** The descriptions of options stand on their schemas; those of nodes are in the registry. */
function addDescription({ zodSchema, jsonSchema }: Described): void {
  const { description } = zodSchema as unknown as z.ZodType;
  if (description !== undefined) jsonSchema.description ??= description;
}
