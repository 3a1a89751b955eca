/** How the outliers of a run came about. */
export interface OutlierReport {
  /** Usable nouns or images before those of classes were removed. */
  readonly candidates: number;
  readonly chosen: number;
  /** What was left out, by reason. */
  readonly removed: Readonly<Record<string, number>>;
  /** New classes among the chosen words: they are words too, and tuning may not know them. */
  readonly newNamesIncluded: readonly string[];
}
