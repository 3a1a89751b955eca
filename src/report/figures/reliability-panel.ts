import type { Ece } from "../../metrics/binned/ece";

/** One panel of a reliability diagram. */
export interface ReliabilityPanel {
  /** What was measured, for instance `CoOp, new classes`. */
  readonly title: string;
  readonly ece: Ece;
  /** Mean ECE of data sets, where `ece` is of their images together and hence pooled. */
  readonly datasetMeanEce?: number;
  /** Mean confidence minus accuracy, a fraction; shown when given. */
  readonly gap?: number;
}
