/** What a network may not exceed, so that no input can exhaust memory, stack or patience. */
export interface Limits {
  /** UTF-8 bytes of a network's text. */
  readonly textBytes: number;
  /** Lists and objects inside one another; a layer inside a combinator takes two. */
  readonly nesting: number;
  /** Nodes of the tree once every `repeat` is written out. */
  readonly nodes: number;
}

/** Returns the limits that every reader and {@link checkNetwork} apply. */
export const limits: Limits = { textBytes: 1024 * 1024, nesting: 256, nodes: 1_000_000 };
