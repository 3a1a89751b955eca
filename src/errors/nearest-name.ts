/**
 * The name that a typed word most likely stands for: the one of which it is the initials (`lr` of `learning_rate`), else
 * the one with the fewest edits. Undefined where every name needs edits of more than three letters in five.
 */
export function nearestName(typed: string, valid: readonly string[]): string | undefined {
  const word = typed.toLowerCase();
  const abbreviated = valid.find((name) => initials(name) === word);
  if (abbreviated !== undefined) return abbreviated;
  const edits = valid.map((name) => editDistance(word, name.toLowerCase()));
  const fewest = Math.min(...edits);
  const nearest = valid[edits.indexOf(fewest)];
  const letters = Math.max(word.length, nearest?.length ?? 0);
  return fewest <= (3 / 5) * letters ? nearest : undefined;
}

/** First letters of the words of a name; none of a single word. */
function initials(name: string): string | undefined {
  const words = name.toLowerCase().split(/[_.-]/);
  return words.length > 1 ? words.map((word) => word[0] ?? "").join("") : undefined;
}

/**
 * Number of edits between two words: letters added, removed or changed, neighbours swapped (the optimal string alignment
 * distance, which counts `eec` for `ece` as one).
 */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? beforeLast[j - 2]! + 1 : Infinity;
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + change, swap));
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
