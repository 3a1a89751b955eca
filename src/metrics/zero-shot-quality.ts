/** Zero-shot quality on one half of one data set; fractions. */
export interface ZeroShotQuality {
  readonly domain: string;
  readonly classSet: "base" | "new";
  readonly classes: number;
  /** Test images. */
  readonly n: number;
  readonly accuracy: number;
  /** 10 bins, paper's edges. */
  readonly ece: number;
  /** Mean confidence minus accuracy. */
  readonly gap: number;
}
