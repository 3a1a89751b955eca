/** When DOR draws new outliers: each step as in the paper, or once per epoch. */
export const RESAMPLING = ["step", "epoch"] as const;

/** How DOR draws its outliers in a training. */
export interface DrawOptions {
  /** Weight of the term. */
  readonly lambda: number;
  /** B: outliers drawn per step; all of them where there are fewer. */
  readonly batch: number;
  /** `step` when left out. */
  readonly resample?: (typeof RESAMPLING)[number];
}
