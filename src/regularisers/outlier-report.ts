import { byName, fields, finiteNumber, TEXTS, type Infer } from "../files/json/schema";

/** How the outliers of a run came about. */
export const OUTLIER_REPORT = fields({
  /** Usable nouns or images before those of classes were removed. */
  candidates: finiteNumber(),
  chosen: finiteNumber(),
  /** What was left out, by reason. */
  removed: byName(finiteNumber()),
  /** New classes among the chosen words: they are words too, and tuning may not know them. */
  newNamesIncluded: TEXTS,
});
export type OutlierReport = Infer<typeof OUTLIER_REPORT>;
