/** The name most like `wanted` (edit distance of at most 3, and at most half its length), if there is one. */
export function nearestName(wanted: string, names: readonly string[]): string | undefined {
  const limit = Math.min(3, Math.floor(wanted.length / 2));
  let best: string | undefined;
  let bestDistance = limit + 1;
  // Long names would make the quadratic distance slow, and nobody mistypes them.
  if (wanted.length > 100) return undefined;
  for (const name of names.slice(0, 10_000)) {
    if (Math.abs(name.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance. O(|a| |b|). */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      current.push(Math.min(substitution, previous[j]! + 1, current[j - 1]! + 1));
    }
    previous = current;
  }
  return previous[b.length]!;
}
