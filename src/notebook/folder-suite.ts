import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import { requirePath } from "../datasets/checked-items";
import type { ImageDataset } from "../datasets/image-dataset";
import { mismatch, shown } from "../errors/promptcal-error";
import { DATA_NAME, isDataName } from "../experiments/spec/data-name";
import { DEFAULT_SUITE } from "../experiments/suites/default-suite";
import { loadedDataset } from "../experiments/suites/loaded-suite";
import { suiteNamed, SUITES_VARIABLE } from "../experiments/suites/suite";
import { writeJsonAtomic } from "../files/atomic-file";
import { folderOf } from "../files/folders";
import { withWriteError } from "../files/write-error";

/** Where the suites, copies and runs of notebooks from templates lie; ignored by git. */
const ownFolder = (): string => join(folderOf("cache"), "own");

export interface FolderSuiteRequest {
  /** Holds class folders, or `train`, `val`, `test` with class folders in each. */
  readonly folder: string;
  /** The suite whose CLIP is used. */
  readonly model: string;
  /** Prompt template with `{}` for the class name. */
  readonly template: string;
}

/** A suite of one data set, and a store for its runs. */
export interface FolderSuite {
  readonly suite: string;
  readonly dataset: string;
  readonly store: string;
}

/**
 * Makes a folder of images a suite of one data set, for this process and the workers that it starts: writes its
 * file and adds it to PROMPTCAL_SUITES. Both are named after the folder, which may have spaces and letters of any
 * script.
 * @throws PromptcalError for a folder that is missing or whose name no data set can have
 */
export function suiteOfFolders({
  folder,
  model,
  template,
}: FolderSuiteRequest): FolderSuite {
  requirePath("folder", resolve(folder), "give the folder that holds your class folders");
  const dataset = basename(resolve(folder)).normalize("NFC");
  if (!isDataName(dataset)) {
    const fix = "rename the folder";
    throw mismatch({ what: "folder", expected: DATA_NAME, got: shown(dataset), fix });
  }
  const suites = join(ownFolder(), "suites");
  withWriteError(suites, () => mkdirSync(suites, { recursive: true }));
  const suite = `own-${dataset}`;
  const { logitScaleFactor, ...weights } = suiteNamed(model).model;
  writeJsonAtomic(join(suites, `${suite}.json`), {
    name: suite,
    about: `Images of ${resolve(folder)}.`,
    optional: true,
    model: { ...weights, logit_scale_factor: logitScaleFactor },
    template,
    datasets: {
      format: "image-folder",
      root: dirname(resolve(folder)),
      names: [dataset],
      restore: "put the images back",
    },
    recipes: {},
  });
  const known = (process.env[SUITES_VARIABLE] ?? "").split(delimiter).filter(Boolean);
  process.env[SUITES_VARIABLE] = [...new Set([...known, suites])].join(delimiter);
  return { suite, dataset, store: join(ownFolder(), "runs") };
}

/**
 * An example of such a folder: some classes of an icon data set, copied.
 * @param classes the first ones of base and of new classes, half each
 * @returns the folder
 */
export async function exampleFolder(name: string, classes: number): Promise<string> {
  const { dataset } = await loadedDataset(suiteNamed(DEFAULT_SUITE), name);
  const half = Math.ceil(dataset.classNames.length / 2);
  const isIncluded = (label: number): boolean => label % half < classes / 2;
  const folder = join(ownFolder(), `${name}-example`);
  return withWriteError(folder, () => copiedExample(folder, dataset, isIncluded));
}

/** Copies the images of the shown classes, in folders of parts and classes. */
function copiedExample(
  folder: string,
  dataset: ImageDataset,
  isIncluded: (label: number) => boolean,
): string {
  rmSync(folder, { recursive: true, force: true });
  const parts = { train: dataset.train, val: dataset.validation, test: dataset.test };
  for (const [part, items] of Object.entries(parts)) {
    for (const { path, label, className } of items) {
      if (!isIncluded(label)) continue;
      const target = join(folder, part, className, basename(path));
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(dataset.root, path), target);
    }
  }
  return folder;
}
