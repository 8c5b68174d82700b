import type { Row } from "./row.ts";

/** Where text goes. */
export interface TextSink {
  write(text: string): unknown;
}

/** What a suite is told. */
export interface BenchOptions {
  /** Small sizes and few repetitions: under a minute. */
  readonly quick: boolean;
  /** Let an independent program repeat the experiment, where the suite has one. */
  readonly check: boolean;
  /** Workloads that need much memory too, where the suite has them. */
  readonly large: boolean;
  /** How many data sets, where the suite has them; undefined for its own choice. */
  readonly sets?: number | undefined;
  /** How many threads, where the suite lets that be chosen; undefined for one per processor. */
  readonly threads?: number | undefined;
  /** A file of results to go on from and to add to, where the suite keeps one. */
  readonly checkpoint?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line of progress for people. */
  readonly log: (line: string) => void;
}

/** How one value of a row is printed. */
export interface Column {
  readonly title: string;
  readonly width: number;
  readonly cell: (row: Row) => string;
}

/** Workloads that are measured together. */
export interface Suite {
  readonly name: string;
  /** One line for the list of suites. */
  readonly summary: string;
  readonly columns: readonly Column[];
  /** Rows as they are measured. */
  readonly run: (options: BenchOptions) => AsyncIterable<Row>;
}
