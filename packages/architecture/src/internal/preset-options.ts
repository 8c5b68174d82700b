import * as z from "zod";
import { type ActivationNode, activationDefinitions } from "../activation-node.ts";
import { relu } from "../activations/relu.ts";
import { frozenNode } from "./frozen-node.ts";
import { whole } from "./options.ts";

/** Depths above this are not written out as a list of layers; use `repeat`. */
const largestDepth = 100_000;

/** Widths of a finite network, which every preset takes; kernels do not read them. */
export interface Widths {
  /** Width of every hidden layer. */
  readonly units?: number;
  /** Width of the last layer. */
  readonly outputs?: number;
}

const activationTypes = new Set(activationDefinitions.map(({ type }) => type));

/** The schemas of {@link Widths}. */
export const widths: {
  readonly units: z.ZodOptional<z.ZodNumber>;
  readonly outputs: z.ZodOptional<z.ZodNumber>;
} = {
  units: whole("Width of every hidden layer of a finite network.", 1).optional(),
  outputs: whole("Width of the last layer of a finite network.", 1).optional(),
};

/** How many layers, from `min`. */
export function depth(description: string, min: number): z.ZodNumber {
  return whole(description, min, largestDepth);
}

/** The function between the layers, relu unless given. */
export function activation(): z.ZodDefault<z.ZodType<ActivationNode>> {
  const must = "must be an activation such as relu()";
  const schema = z.custom<ActivationNode>(isActivationValue, { error: must });
  return schema.describe("The function between the layers.").default(relu());
}

function isActivationValue(value: unknown): boolean {
  const node = frozenNode.safeParse(value);
  return node.success && activationTypes.has(node.data.type);
}
