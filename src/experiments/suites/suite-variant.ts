/** What a variant of a suite changes; the rest stays. */
export interface SuiteVariant {
  /** Absolute path of other weights of the same architecture. */
  readonly weights?: string;
  /** With weights: the variant whose twin this is, trained alike but for the one thing that it controls for. */
  readonly controlOf?: string;
  /** Factor on the logit scale of the suite. */
  readonly logitScaleFactor?: number;
}
