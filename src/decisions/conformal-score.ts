/** How badly a class fits a prediction: what split conformal prediction compares with its threshold. */
export interface ConformalScore {
  /** Identifier, for instance `aps`. */
  readonly name: string;
  /** Name in tables, for instance `APS`. */
  readonly title: string;
  /**
   * Scores of all classes of one sample, shape [c]. A class is in the sample's set if its score is at most
   * the threshold.
   * @param probabilities shape [c], sums to 1
   * @param u uniform in [0, 1), one per sample; scores without randomisation ignore it
   */
  readonly scores: (probabilities: Float64Array, u: number) => Float64Array;
}
