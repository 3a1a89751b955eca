import sources from "./sources.json";

/** A file of a data set and its addresses. */
export interface SourceFile {
  /** Below the data root; of an archive its name in the downloads folder. */
  readonly file: string;
  readonly kind: "json" | "text" | "tar" | "zip";
  /** Mirrors, tried in order. */
  readonly urls: readonly string[];
  /** Where it is known from elsewhere: TensorFlow Datasets' lists of checksums. */
  readonly sha256?: string;
  /** Of an archive: folder inside whose content is kept, with `/` at its end. */
  readonly from?: string;
  /** Of an archive: folder below the data root that its content becomes. */
  readonly to?: string;
}

/** The files of a data set and how to get them. */
export interface Source {
  readonly files: readonly SourceFile[];
  /** Steps that only a person can do: accounts, agreements, links that move. */
  readonly byHand?: readonly string[];
}

/**
 * Sources of the catalog's data sets: the addresses of CoOp's DATASETS.md, class lists and splits from
 * its authors' drive. Those have no published SHA-256 and are trusted on first use.
 */
export const SOURCES = sources as Readonly<Record<string, Source>>;
