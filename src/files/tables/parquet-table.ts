import type { FileMetaData } from "hyparquet";
import { statSync } from "node:fs";
import { mismatch } from "../../errors/promptcal-error";
import { requireKind } from "../file-kind";
import { type ParquetRequest, ParquetThread } from "./parquet-thread";

export type ParquetRow = Readonly<Record<string, unknown>>;

/** A parquet file that is open. */
export interface ParquetTable {
  readonly metadata: FileMetaData;
  /** Rows of some columns, one row group in memory at a time; binary cells are bytes. */
  rows(columns: readonly string[]): AsyncGenerator<ParquetRow>;
}

const CODECS = "snappy, gzip, brotli, zstd, lz4 or nothing";

/**
 * Opens a parquet file, lets it be used, and closes it.
 * @throws PromptcalError naming the file where it is damaged or of a kind that cannot be read
 */
export async function withParquet<T>(
  path: string,
  use: (table: ParquetTable) => Promise<T>,
): Promise<T> {
  requireKind(path, ["parquet"], "a parquet file", "download it again");
  const thread = new ParquetThread(path);
  const ask = <R>(request: ParquetRequest): Promise<R> =>
    thread.ask<R>(request).catch((error: Error) => {
      const codec = /unsupported compression codec: (\w+)/.exec(error.message)?.[1];
      throw mismatch({
        what: "parquet file",
        expected: codec === undefined ? "a whole one" : `one packed with ${CODECS}`,
        got: codec ?? error.message,
        where: path,
        ...(codec === undefined ? {} : { fix: "write it again with one of them" }),
      });
    });
  try {
    const metadata = await ask<FileMetaData>({ what: "metadata", path });
    refuseManyRows(metadata, statSync(path).size, path);
    return await use({
      metadata,
      async *rows(columns) {
        let rowStart = 0;
        for (const { num_rows } of metadata.row_groups) {
          const rowEnd = rowStart + Number(num_rows);
          yield* await ask<ParquetRow[]>({ what: "rows", columns, rowStart, rowEnd });
          rowStart = rowEnd;
        }
      },
    });
  } finally {
    await thread.close();
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
