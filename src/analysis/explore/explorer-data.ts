/** What the explorer's page holds: every run's predictions, counted by confidence. */
export interface ExplorerData {
  readonly suite: string;
  readonly datasets: readonly string[];
  readonly methods: readonly ExplorerMethod[];
  readonly runs: readonly ExplorerRun[];
  /** Fields of the `CellCounts` of all class sets one after the other, as base64 of little-endian arrays. */
  readonly cells: Readonly<Record<"cell" | "n" | "right" | "offset", string>>;
}

/** A method with the values of its weights. */
export interface ExplorerMethod {
  /** For instance `coop+dor[dor.lambda=2]`. */
  readonly id: string;
  readonly title: string;
  /** The same without its weights: `coop+dor`. Methods of one family differ in their weights only. */
  readonly family: string;
  readonly familyTitle: string;
  readonly weights: readonly ExplorerWeight[];
  /** Whether all weights are those of the recipe. */
  readonly standard: boolean;
}

/** The weight of a term of the loss, such as the λ of DOR or of KgCoOp. */
export interface ExplorerWeight {
  /** `dor.lambda` */
  readonly option: string;
  /** `DOR` */
  readonly owner: string;
  readonly value: number;
}

/** One run; data set and method are indices. */
export interface ExplorerRun {
  readonly dataset: number;
  readonly method: number;
  readonly seed: number;
  readonly base: ExplorerSet;
  readonly new: ExplorerSet;
}

/** One test of a run. */
export interface ExplorerSet {
  /** Its first record among `cells`, and their number. */
  readonly first: number;
  readonly records: number;
  /** Feature divergence; null where the text features are not known. */
  readonly fd: number | null;
}
