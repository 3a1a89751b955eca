import { countsOf } from "../../datasets/clip/check-counts";
import type { ImageDataset } from "../../datasets/image-dataset";
import { hashDataset } from "../../experiments/suites/hashed-dataset";
import { writeJson } from "../terminal/json-output";
import { textTable } from "../terminal/text-table";

/** Prints data sets with their sizes and the hash over all of their bytes, as a table or as JSON. */
export async function writeDatasets(
  sets: readonly ImageDataset[],
  json: boolean,
): Promise<void> {
  const datasets = [];
  for (const dataset of sets) {
    const { hash } = await hashDataset(dataset);
    datasets.push({ name: dataset.name, ...countsOf(dataset), sha256: hash });
  }
  if (json) return writeJson({ datasets });
  const head = ["data set", "classes", "train", "validation", "test", "SHA-256"];
  process.stdout.write(
    textTable([head, ...datasets.map((row) => Object.values(row).map(String))]),
  );
}
