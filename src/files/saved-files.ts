/** What a function has written; as the last value of a cell it shows its path. */
export interface SavedFiles {
  /** Of the file, or of several without their endings. */
  readonly path: string;
  /** Of several files of one name, such as `csv`; none where `path` is whole. */
  readonly endings: readonly string[];
}
