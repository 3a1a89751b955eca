import { join } from "node:path";
import { folderOf } from "../../files/folders";
import type { ImageDataset } from "../image-dataset";
import { domainClasses } from "./classes/classes";
import { composeDomain } from "./compose";
import { findDrawings, type Drawings } from "./classes/drawings";
import { loadFromCollection, readManifest, type IconCollection } from "./icon-collection";
import type { DatasetRole } from "./sources/sets";

/** Folder of the rendered data sets, ignored by git. */
export function renderedFolder(): string {
  return join(folderOf("cache"), "icons");
}

const known = new Map<DatasetRole, Drawings>();

/** Drawings of a role, read once per process: reading takes seconds. */
function installedDrawings(role: DatasetRole): Drawings {
  const drawings = known.get(role) ?? findDrawings(role);
  known.set(role, drawings);
  return drawings;
}

/** The twelve data sets of nouns, with a limit of images per class. */
export const nounCollection: IconCollection = {
  folder: renderedFolder,
  build: "npx promptcal data build --suite icons",
  classNames: (domain) => domainClasses(domain).map(({ noun }) => noun),
  compose: (domain, role) => composeDomain(domain, role, installedDrawings(role)),
  manifest: () => readManifest("manifest.json"),
};

/** One of the twelve noun data sets; see `loadFromCollection`. */
export async function loadIcons(domain: string, root?: string): Promise<ImageDataset> {
  return loadFromCollection(nounCollection, domain, "downstream", root);
}

/**
 * The same classes drawn by the calibration families: for fitting the logit scale of the bundled model, which
 * has seen neither them nor the downstream families.
 */
export async function loadIconCalibration(
  domain: string,
  root?: string,
): Promise<ImageDataset> {
  return loadFromCollection(nounCollection, domain, "calibration", root);
}
