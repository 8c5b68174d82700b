import { InvalidArgumentError } from "commander";

/** Parser of a whole number of at least `minimum`. */
export function wholeNumber(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = /^\d+$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(value >= minimum && value <= maximum)) {
      const bound = maximum === Number.MAX_SAFE_INTEGER ? "" : ` and at most ${maximum}`;
      throw new InvalidArgumentError(`Must be a whole number of at least ${minimum}${bound}.`);
    }
    return value;
  };
}

/** Parser of a finite number for which `holds` is true. */
export function realNumber(holds: (value: number) => boolean, words: string) {
  return (text: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!Number.isFinite(value) || !holds(value))
      throw new InvalidArgumentError(`Must be ${words}.`);
    return value;
  };
}

/** Parser of a comma-separated list whose items `parse` reads; empty and repeated items are errors. */
export function listOf<T>(parse: (text: string) => T) {
  return (text: string): T[] => {
    const items = text.split(",").map((item) => item.trim());
    if (items.some((item) => item === "")) {
      throw new InvalidArgumentError("Must be values with commas between them.");
    }
    const values = items.map(parse);
    if (new Set(values).size < values.length) {
      throw new InvalidArgumentError("Must not name a value twice.");
    }
    return values;
  };
}

/** Parser of one of `values`, for the items of a list. */
export function oneOf<T extends string>(values: readonly T[]) {
  return (text: string): T => {
    const found = values.find((value) => value === text);
    if (found === undefined) throw new InvalidArgumentError(`Must be one of ${values.join(", ")}.`);
    return found;
  };
}

/** Parser of a time: a number of at least 0, or `inf`. */
export function timeValue(text: string): number {
  if (/^\+?inf(inity)?$/i.test(text.trim())) return Infinity;
  return realNumber((value) => value >= 0, "a number of at least 0, or inf")(text);
}

/** Parser of a delimiter, for which shells have no easy way to write a tab. */
export function delimiter(text: string): string {
  return text === "tab" || text === "\\t" ? "\t" : text;
}
