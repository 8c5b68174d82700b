import * as z from "zod";

/** The options of a node, each with a schema whose output is the option's type. */
type Shape<N extends { readonly type: string }> = {
  readonly [Key in Exclude<keyof N, "type">]-?: z.ZodType<
    N[Key] | (object extends Pick<N, Key> ? undefined : never)
  >;
};

/** What the package knows about one type of node. */
export interface NodeDefinition<N extends { readonly type: string } = { readonly type: string }> {
  readonly type: N["type"];
  /** One sentence for a person who completes a network file in an editor. */
  readonly description: string;
  /** Option names in the order in which they are written. */
  readonly options: readonly string[];
  /** Values of the options that may be left out; `undefined` marks an option without a default. */
  readonly defaults: ReadonlyMap<string, unknown>;
  readonly schema: z.ZodObject;
}

/** Returns the definition of a node from one schema per option. */
export function defineNode<N extends { readonly type: string }>(
  type: N["type"],
  description: string,
  shape: Shape<N>,
): NodeDefinition<N> {
  const fields = Object.entries(shape as Record<string, z.ZodType>);
  return {
    type,
    description,
    options: fields.map(([name]) => name),
    defaults: new Map(fields.flatMap(([name, field]) => defaultOf(name, field))),
    schema: z.strictObject({ type: z.literal(type), ...Object.fromEntries(fields) }),
  };
}

function defaultOf(name: string, field: z.ZodType): [string, unknown][] {
  const mayBeAbsent = field instanceof z.ZodDefault || field instanceof z.ZodOptional;
  return mayBeAbsent ? [[name, field.parse(undefined)]] : [];
}
