import type { Example } from "./example.ts";
import type { SpatialOp } from "./spatial-op.ts";

/**
 * Checks that examples have what the layers of a program read beside numbers: words of a vocabulary, a graph.
 *
 * @param name - of the inputs, for messages
 * @throws {RangeError} when a graph is missing, or a vertex or word is none
 */
export function checkExamples(
  ops: readonly SpatialOp[],
  examples: readonly Example[],
  name: string,
): void {
  for (const op of ops) {
    if (op.type === "fork") for (const branch of op.branches) checkExamples(branch, examples, name);
    if (op.type === "embedding") checkWords(op.node.vocabularySize, examples, name);
    if (op.type === "aggregate") checkGraphs(examples, name);
  }
}

function checkWords(size: number, examples: readonly Example[], name: string): void {
  for (const { values, index, mask } of examples) {
    const wrong = values.findIndex(
      (word, place) => mask?.[place] !== 0 && !(Number.isInteger(word) && word >= 0 && word < size),
    );
    if (wrong < 0) continue;
    throw new RangeError(
      `kernel: words must be whole numbers from 0 to ${size - 1}, got ${values[wrong]!} in row ${index} of ${name}`,
    );
  }
}

function checkGraphs(examples: readonly Example[], name: string): void {
  for (const { edges, index } of examples) {
    if (edges === null) {
      throw new RangeError(
        `kernel: options.pattern.${name} must be given for a network with aggregate layers`,
      );
    }
    for (const ends of [edges.from, edges.to]) {
      const wrong = Array.from(ends).find((vertex) => !Number.isInteger(vertex));
      if (wrong === undefined) continue;
      throw new RangeError(
        `kernel: edges must join whole numbers, got ${wrong} in the pattern of row ${index} of ${name}`,
      );
    }
  }
}
