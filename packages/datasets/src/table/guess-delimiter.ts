/** In the order of trust: a tab in every row is no accident, a comma may be a decimal comma. */
const candidates = ["\t", ";", ","] as const;

const sampleLength = 65_536;
const sampleRecords = 20;

/**
 * The delimiter among tab, semicolon and comma, from the first 20 rows (at most 64 KiB): the first
 * of the three that occurs equally often, at least once, outside the quotes of every row; if none
 * does, the one that occurs most often; a comma when none occurs at all.
 */
export function guessDelimiter(text: string): string {
  const counts = countDelimiters(text);
  const even = candidates.findIndex((_, c) => {
    const first = counts[0]?.[c] ?? 0;
    return first > 0 && counts.every((record) => record[c] === first);
  });
  if (even >= 0) return candidates[even]!;
  const totals = candidates.map((_, c) => counts.reduce((sum, record) => sum + record[c]!, 0));
  const most = Math.max(...totals);
  return most === 0 ? "," : candidates[totals.indexOf(most)]!;
}

/** Per sampled record, how often each candidate occurs outside quotes; the cut-off one is left out. */
function countDelimiters(text: string): number[][] {
  const end = Math.min(text.length, sampleLength);
  const records: number[][] = [];
  let current = candidates.map(() => 0);
  let quoted = false;
  let recordStart = 0;
  for (let i = 0; i <= end && records.length < sampleRecords; i++) {
    const char = i === text.length ? "\n" : text[i]!;
    if (char === '"') quoted = !quoted;
    else if (quoted && i < text.length) continue;
    else if (char === "\n" || char === "\r") {
      if (i > recordStart) records.push(current);
      current = candidates.map(() => 0);
      recordStart = i + 1;
    } else {
      const c = candidates.indexOf(char as (typeof candidates)[number]);
      if (c >= 0) current[c]!++;
    }
  }
  return records.length > 0 ? records : [current];
}
