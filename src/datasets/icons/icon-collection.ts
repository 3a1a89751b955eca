import { existsSync } from "node:fs";
import { join } from "node:path";
import { eventError } from "../../errors/promptcal-error";
import { checked } from "../../files/json/checked";
import { readJson } from "../../files/json/parse-json";
import { byName, fields, type Infer } from "../../files/json/schema";
import type { ImageDataset } from "../image-dataset";
import type { ComposedDomain } from "./compose";
import { DOMAIN_HASHES, readDomain, writeDomain } from "./domain-folder";
import { setFile } from "./classes/drawings";
import { iconsFolder, setsOfRole, type DatasetRole } from "./sources/sets";

const MANIFEST = fields({
  downstream: byName(DOMAIN_HASHES),
  calibration: byName(DOMAIN_HASHES),
});
/** What every rendered data set must be, by role and name. */
export type IconManifest = Infer<typeof MANIFEST>;

/** Reads a committed manifest of `data/icons`. @throws PromptcalError naming the field that is wrong */
export function readManifest(file: string): IconManifest {
  const path = join(iconsFolder, file);
  return checked(MANIFEST, readJson(path, "manifest"), "manifest", path);
}

/** Data sets that are rendered from the installed icon sets. */
export interface IconCollection {
  /** Folder of its rendered data sets, in the cache. */
  folder(): string;
  /** The command that renders what is missing of the downstream sets. */
  readonly build: string;
  /**
   * Classes of a data set in the order of labels; the first half is base (`splitBaseNew`).
   * @throws PromptcalError for an unknown name, with the nearest
   */
  classNames(name: string): readonly string[];
  /** Renders and splits a data set, from the icons of one role. */
  compose(name: string, role: DatasetRole): Promise<ComposedDomain>;
  /** The committed manifest. */
  manifest(): IconManifest;
}

/** Folder of one rendered data set. */
export function datasetFolder(
  { folder }: Pick<IconCollection, "folder">,
  role: DatasetRole,
  name: string,
  root = folder(),
): string {
  return join(root, role, name);
}

/**
 * A data set, rendered if need be, every file checked (about 0.1 s).
 * @param role `calibration`: the same classes drawn by the calibration families, all in the test part; a class
 *   can have no image
 * @param root folder of all rendered data sets, the collection's own by default
 * @throws PromptcalError for an unknown name (with the nearest), for icon packages that are not installed, and
 *   for missing or altered files (name, expected and found hash, command that restores them)
 */
export async function loadFromCollection(
  collection: IconCollection,
  name: string,
  role: DatasetRole,
  root = collection.folder(),
): Promise<ImageDataset> {
  const classNames = collection.classNames(name);
  const folder = datasetFolder(collection, role, name, root);
  if (!existsSync(folder)) {
    needPackages(role);
    await writeDomain(folder, await collection.compose(name, role));
  }
  const expected = collection.manifest()[role][name]!;
  return readDomain(
    folder,
    name,
    classNames,
    expected,
    restoring(collection, role, folder),
  );
}

/** Rendering again is all it takes; the build command does it for the downstream sets. */
function restoring({ build }: IconCollection, role: DatasetRole, folder: string): string {
  return `restore it with: rm -r ${folder}${role === "downstream" ? ` && ${build}` : ""}`;
}

function needPackages(role: DatasetRole): void {
  const missing = setsOfRole(role).filter(({ prefix }) => !existsSync(setFile(prefix)));
  if (missing.length === 0) return;
  throw eventError(
    `icon sets are not installed in data/icons: ${missing.map(({ prefix }) => prefix).join(", ")}`,
    "install them with: npm ci --prefix data/icons",
  );
}
