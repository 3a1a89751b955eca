import type { OutlierReport } from "./outlier-report";

/** Images whose tuned features are held, with their frozen features. */
export interface OutlierImages {
  /** Unit features of the frozen image tower, flat [n, embed]. */
  readonly features: Float32Array;
  /** How many images there are. */
  readonly count: number;
  /** Some of them, as the tuner sees images, flat; read when drawn, since pixels are large. */
  images(indices: Int32Array): Promise<Float32Array>;
  readonly report: OutlierReport;
}
