import { join } from "node:path";
import sharp from "sharp";
import { splitBaseNew } from "../datasets/base-new";
import type { ImageDataset } from "../datasets/image-dataset";
import { loadedDataset } from "../experiments/suites/loaded-suite";
import { suiteNamed } from "../experiments/suites/suite";
import type { Picture, PictureRow } from "../report/figures/picture-sheet";

/** Pixels of the longer side: twice what the sheet shows, for sharp prints. */
const SIDE = 72;

/**
 * One test image of some classes of each data set, classes evenly spaced over the alphabet.
 * @param perClassSet classes of each of base and new; default 5
 */
export async function examplePictures(
  suiteName: string,
  datasets: readonly string[] | "all",
  perClassSet = 5,
): Promise<readonly PictureRow[]> {
  const suite = suiteNamed(suiteName);
  const rows: PictureRow[] = [];
  for (const name of datasets === "all" ? suite.datasets.names : datasets) {
    const { base, new: novel } = splitBaseNew((await loadedDataset(suite, name)).dataset);
    rows.push({
      dataset: name,
      base: await pictures(base, perClassSet),
      new: await pictures(novel, perClassSet),
    });
  }
  return rows;
}

function pictures(dataset: ImageDataset, count: number): Promise<Picture[]> {
  const classes = dataset.classNames.length;
  const labels = Array.from({ length: Math.min(count, classes) }, (_, i) =>
    Math.floor((i * classes) / Math.min(count, classes)),
  );
  const items = labels.flatMap(
    (label) => dataset.test.find((item) => item.label === label) ?? [],
  );
  return Promise.all(
    items.map(async ({ path, className }) => ({
      className,
      png: await sharp(join(dataset.root, path))
        .resize(SIDE, SIDE, { fit: "contain", background: "#FFFFFF" })
        .png()
        .toBuffer(),
    })),
  );
}
