/** The first example of a README, and the lines that it says will be printed. */
export interface ReadmeExample {
  readonly code: string;
  readonly printed: readonly string[];
}

/**
 * Reads the first ```ts block of a README. What it prints stands behind each `console.log` as a comment, or in a
 * ```text block right after it.
 */
export function readmeExample(markdown: string): ReadmeExample {
  const match = /```ts\n(?<code>.*?)```\n(?:\n```text\n(?<text>.*?)\n```)?/s.exec(markdown);
  const { code, text } = match?.groups ?? {};
  if (code === undefined) throw new Error("readmeExample: README must have a ts block, got none");
  const comments = Array.from(
    code.matchAll(/console\.log\(.*\); \/\/ +(.*)/g),
    ([, line]) => line!,
  );
  return { code, printed: text?.split("\n") ?? comments };
}

/** A printed line with numbers to 12 digits, so that the last bits of another processor do not matter. */
export function rounded(line: string): string {
  return line
    .replaceAll(/-?\d+\.\d{13,}/g, (number) => String(Number(Number(number).toPrecision(12))))
    .replaceAll(/\s+/g, " ")
    .trim();
}
