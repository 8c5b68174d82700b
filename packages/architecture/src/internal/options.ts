import * as z from "zod";

/** Degrees above this overflow a double for any unit-variance input. */
const largestDegree = 1000;

/** A finite number; -0 is read as 0, so that equal networks have equal text. */
export function finite(description: string): z.ZodNumber {
  return number("must be a finite number").describe(description);
}

/** A finite number of at least 0. */
export function nonNegative(description: string): z.ZodNumber {
  const must = "must be a finite number of at least 0";
  return number(must).min(0, { error: must }).describe(description);
}

/** A finite number of at least 0, or null. */
export function nonNegativeOrNull(description: string): z.ZodNullable<z.ZodNumber> {
  const must = "must be null or a finite number of at least 0";
  return number(must).min(0, { error: must }).nullable().describe(description);
}

/** A finite number above 0. */
export function positive(description: string): z.ZodNumber {
  const must = "must be a finite number above 0";
  return number(must).gt(0, { error: must }).describe(description);
}

/** A finite number below 0. */
export function negative(description: string): z.ZodNumber {
  const must = "must be a finite number below 0";
  return number(must).lt(0, { error: must }).describe(description);
}

/** A whole number from `min` to `max`. */
export function whole(description: string, min: number, max?: number): z.ZodNumber {
  const must = `must be a whole number ${max === undefined ? `of at least ${min}` : `from ${min} to ${max}`}`;
  const schema = z.int({ error: must }).min(min, { error: must });
  return (max === undefined ? schema : schema.max(max, { error: must })).describe(description);
}

/** The degree of a polynomial. */
export function degree(description: string): z.ZodNumber {
  return whole(description, 0, largestDegree);
}

/** The coefficients of a polynomial, constant term first. */
export function coefficients(description: string): z.ZodArray<z.ZodNumber> {
  const must = `must be a list of 1 to ${largestDegree + 1} finite numbers`;
  const list = z.array(number(must), { error: must });
  return list
    .min(1, { error: must })
    .max(largestDegree + 1, { error: must })
    .describe(description);
}

/** True or false. */
export function flag(description: string): z.ZodBoolean {
  return z.boolean({ error: "must be true or false" }).describe(description);
}

/** One of a few words. */
export function choice<const Word extends string>(
  description: string,
  words: readonly [Word, ...Word[]],
): z.ZodEnum<{ [W in Word]: W }> {
  const must = `must be ${words.map((word) => JSON.stringify(word)).join(" or ")}`;
  return z.enum(words, { error: must }).describe(description);
}

function number(must: string): z.ZodNumber {
  return z.number({ error: must }).overwrite((value) => value + 0);
}

/** A list of whole numbers, each from `min`. */
export function wholes(description: string, min: number): z.ZodArray<z.ZodNumber> {
  const must = `must be a list of at most ${mostAxes} whole numbers of at least ${min}`;
  const list = z.array(z.int({ error: must }).min(min, { error: must }), { error: must });
  return list.max(mostAxes, { error: must }).describe(description);
}

/** A share of a whole, above 0 and at most 1. */
export function share(description: string): z.ZodNumber {
  const must = "must be a number above 0 and at most 1";
  return number(must).gt(0, { error: must }).max(1, { error: must }).describe(description);
}

/** An axis of the data [samples, spatial axes …, channels]: 1 is the first spatial one. */
export function spatialAxis(description: string): z.ZodNumber {
  return whole(description, 1, mostAxes);
}

/** A matrix with at least one row and one column, rows of equal length. */
export function rectangle(description: string): z.ZodType<readonly (readonly number[])[]> {
  const must =
    "must be a list of at least one row, rows of equal length of at least one finite number";
  const row = z.array(number(must), { error: must }).min(1, { error: must });
  return z
    .array(row, { error: must })
    .min(1, { error: must })
    .refine((rows) => rows.every(({ length }) => length === rows[0]!.length), { error: must })
    .describe(description);
}

/** More axes than this no array has. */
const mostAxes = 16;
