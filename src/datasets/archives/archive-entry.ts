/** One entry of an archive, in the order of the archive. */
export interface ArchiveEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
  /** The content of a file; call it once, and read it to its end before the next entry. */
  open(): Promise<AsyncIterable<Uint8Array>>;
}
