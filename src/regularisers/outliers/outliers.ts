/** Words whose text features are held, with their frozen zero-shot features. */
export interface Outliers {
  readonly names: readonly string[];
  /** Unit rows, shape [names, embed]. */
  readonly features: Float32Array;
}
