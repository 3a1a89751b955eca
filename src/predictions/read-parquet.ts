import type { FileMetaData } from "hyparquet";
import { withParquet } from "../files/tables/parquet-table";
import type { FilePredictions } from "./file-predictions";
import { RecordReader } from "./record-reader";
import { type ColumnNames, renamedColumns } from "./renamed-columns";

/** Predictions of a parquet file, see `RecordReader`. One row group is in memory at a time. */
export function readPredictionsParquet(
  path: string,
  columns: ColumnNames = {},
): Promise<FilePredictions> {
  return withParquet(path, async ({ metadata, rows }) => {
    const own = topColumns(metadata);
    const names = renamedColumns(own, columns, path);
    const reader = new RecordReader(names, path);
    for await (const row of rows(own)) reader.add(own.map((name) => row[name]));
    return reader.finish();
  });
}

/** Columns of numbers, texts and lists; one of a struct, such as an image with its name, is not read. */
function topColumns({ schema }: FileMetaData): readonly string[] {
  const names: string[] = [];
  let nested = 0;
  for (const { name, num_children: children = 0, converted_type: type } of schema.slice(
    1,
  )) {
    if (nested > 0) nested += children - 1;
    else {
      nested = children;
      if (children === 0 || type === "LIST") names.push(name);
    }
  }
  return names;
}
