/** One labelled image of a data set. */
export interface Item {
  /** File, relative to the data set's images folder, with `/` between folders. */
  readonly path: string;
  /** Index into the data set's `classNames`. */
  readonly label: number;
  readonly className: string;
}

/** A labelled image data set, split in three; images stay on disk. */
export interface ImageDataset {
  readonly name: string;
  /** Images folder that the items' paths start from. */
  readonly root: string;
  readonly classNames: readonly string[];
  readonly train: readonly Item[];
  readonly validation: readonly Item[];
  readonly test: readonly Item[];
  /** What its reader passed over or decided, a sentence each; none for most data sets. */
  readonly notes?: readonly string[];
}
