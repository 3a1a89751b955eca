import { PromptcalError } from "../errors/promptcal-error";

/**
 * Spearman's rank correlation (1904): Pearson's correlation of the ranks, ties sharing their mean
 * rank. In [-1, 1]; 0 when one side is constant.
 * @param x shape [n], n at least 2; @param y shape [n]
 * @example
 * rankCorrelation([1, 2, 3, 4], [10, 30, 20, 40]); // => 0.8
 */
export function rankCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number {
  if (x.length !== y.length || x.length < 2) {
    throw new PromptcalError(
      `rank correlation: expected two lists of the same length of at least 2, got ${x.length} and ${y.length}`,
    );
  }
  const [a, b] = [centredRanks(x), centredRanks(y)];
  const length = Math.sqrt(dot(a, a) * dot(b, b));
  return length === 0 ? 0 : dot(a, b) / length;
}

/** Ranks from 1, ties averaged, minus their mean (n + 1) / 2. */
function centredRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) {
      ranks[order[k]!] = (from + 1 + to) / 2 - (values.length + 1) / 2;
    }
    from = to;
  }
  return ranks;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
