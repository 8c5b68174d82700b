import type { Heading } from "../report/figure.ts";

/** A figure with the numbers that it shows. */
export interface Drawing extends Heading {
  readonly svg: string;
  readonly tables: readonly DrawnNumbers[];
}

/** Numbers of a figure as a table. */
export interface DrawnNumbers {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly number[])[];
}
