/** Bytes of a SHA-256. */
export const HASH_BYTES = 32;

/**
 * SHA-256 of files by path, in lower-case hex, for millions of them: sorted paths and 32 bytes each, which is a fifth of
 * what a map of strings takes. Iterates by rising path.
 */
export class SortedHashes implements ReadonlyMap<string, string> {
  /**
   * @param paths sorted by code units, each once
   * @param hashes 32 bytes a path, in the same order
   */
  constructor(
    readonly paths: readonly string[],
    readonly hashes: Buffer,
  ) {}

  get size(): number {
    return this.paths.length;
  }

  /** Where a path stands, -1 where it does not. */
  indexOf(path: string): number {
    let low = 0;
    let high = this.paths.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.paths[middle]!;
      if (found === path) return middle;
      if (found < path) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  get(path: string): string | undefined {
    const index = this.indexOf(path);
    return index === -1 ? undefined : this.at(index);
  }

  has(path: string): boolean {
    return this.indexOf(path) !== -1;
  }

  forEach(
    each: (value: string, key: string, map: ReadonlyMap<string, string>) => void,
  ): void {
    for (const [path, hash] of this) each(hash, path, this);
  }

  keys(): IterableIterator<string> {
    return this.paths.values();
  }

  *values(): IterableIterator<string> {
    for (let index = 0; index < this.size; index++) yield this.at(index);
  }

  *entries(): IterableIterator<[string, string]> {
    for (let index = 0; index < this.size; index++) {
      yield [this.paths[index]!, this.at(index)];
    }
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries();
  }

  private at(index: number): string {
    return this.hashes.toString("hex", HASH_BYTES * index, HASH_BYTES * (index + 1));
  }
}
