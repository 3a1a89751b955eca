import { countsOf } from "../datasets/clip/check-counts";
import type { ImageDataset } from "../datasets/image-dataset";
import { hashDataset } from "../experiments/suites/hashed-dataset";
import { textTable } from "./text-table";

/** Data sets with their sizes and the hash over all of their bytes. */
export async function datasetsTable(sets: readonly ImageDataset[]): Promise<string> {
  const rows = [["data set", "classes", "train", "validation", "test", "SHA-256"]];
  for (const dataset of sets) {
    const counts = Object.values(countsOf(dataset)).map(String);
    rows.push([dataset.name, ...counts, (await hashDataset(dataset)).hash]);
  }
  return textTable(rows);
}
