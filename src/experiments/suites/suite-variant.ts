/** What a variant of a suite changes; the rest stays. */
export interface SuiteVariant {
  /** Absolute path of other weights of the same architecture. */
  readonly weights?: string;
  /** Factor on the logit scale of the suite. */
  readonly logitScaleFactor?: number;
}
