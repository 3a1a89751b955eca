/** Classes of one sample by falling probability. */
export interface RankedMass {
  /** Rank of each class, 1 for the most probable; of equal ones the first class leads. Shape [c]. */
  readonly rank: Int32Array;
  /** Total probability of the classes that rank before each class, shape [c]. */
  readonly before: Float64Array;
}

/** Ranks the classes of one sample. @param probabilities shape [c] */
export function rankedMass(probabilities: Float64Array): RankedMass {
  const order = Array.from(probabilities.keys()).sort(
    (a, b) => probabilities[b]! - probabilities[a]! || a - b,
  );
  const rank = new Int32Array(order.length);
  const before = new Float64Array(order.length);
  let mass = 0;
  order.forEach((label, index) => {
    rank[label] = index + 1;
    before[label] = mass;
    mass += probabilities[label]!;
  });
  return { rank, before };
}
