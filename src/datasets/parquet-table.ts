import { open } from "node:fs/promises";
import {
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type FileMetaData,
} from "hyparquet";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { mismatch } from "../numeric/errors";

/** Beside snappy and no compression, which the reader brings. */
const COMPRESSORS = {
  GZIP: (bytes: Uint8Array, length: number): Uint8Array =>
    gunzipSync(bytes, { maxOutputLength: Math.max(1, length) }),
  BROTLI: (bytes: Uint8Array, length: number): Uint8Array =>
    brotliDecompressSync(bytes, { maxOutputLength: Math.max(1, length) }),
};

export type ParquetRow = Readonly<Record<string, unknown>>;

/** A parquet file that is open. */
export interface ParquetTable {
  readonly metadata: FileMetaData;
  /** Rows of some columns, one row group in memory at a time; binary cells are bytes. */
  rows(columns: readonly string[]): AsyncGenerator<ParquetRow>;
}

/**
 * Opens a parquet file, lets it be used, and closes it.
 * @throws PromptcalError naming the file where it is damaged or of a kind that cannot be read
 */
export async function withParquet<T>(
  path: string,
  use: (table: ParquetTable) => Promise<T>,
): Promise<T> {
  const handle = await open(path, "r");
  const named = <R>(work: Promise<R>): Promise<R> =>
    work.catch((error: Error) => {
      throw mismatch({
        what: "parquet file",
        expected: "a whole one that hyparquet reads",
        got: error.message,
        where: path,
      });
    });
  try {
    const { size } = await handle.stat();
    const file: AsyncBuffer = {
      byteLength: size,
      slice: async (start, end = size) => {
        const bytes = new Uint8Array(end - start);
        await handle.read(bytes, 0, bytes.length, start);
        return bytes.buffer;
      },
    };
    const metadata = await named(parquetMetadataAsync(file));
    refuseManyRows(metadata, size, path);
    return await use({
      metadata,
      async *rows(columns) {
        let rowStart = 0;
        for (const { num_rows } of metadata.row_groups) {
          const rowEnd = rowStart + Number(num_rows);
          const options = { file, metadata, columns: [...columns], rowStart, rowEnd };
          yield* await named(
            parquetReadObjects({ ...options, compressors: COMPRESSORS, utf8: false }),
          );
          rowStart = rowEnd;
        }
      },
    });
  } finally {
    await handle.close();
  }
}

/** Each row holds an image, hence bytes; memory is reserved by the number of rows. */
function refuseManyRows(
  { row_groups: groups }: FileMetaData,
  size: number,
  where: string,
): void {
  const rows = groups.map(({ num_rows: count }) => Number(count));
  const wrong = rows.find((count) => !(count >= 0 && count <= size));
  if (wrong === undefined) return;
  throw mismatch({
    what: "rows of a parquet file",
    expected: `at most one for each of its ${size} bytes`,
    got: String(wrong),
    where,
  });
}
