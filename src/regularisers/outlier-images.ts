import type { OutlierReport } from "./outlier-report";
import type { OutlierImageChoice } from "./outliers/select";

/** Which images a run's outliers are chosen from, and how. */
export interface OutlierImageOptions {
  readonly choice: OutlierImageChoice;
  /** How many are chosen. */
  readonly candidates: number;
  /** A data set of the suite or a folder of images; null for the suite's other data sets. */
  readonly source: string | null;
  /** Maximum number of scored images. */
  readonly pool: number;
}

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
