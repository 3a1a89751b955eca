import { readdirSync } from "node:fs";
import { join } from "node:path";
import { oneOf } from "../../../errors/promptcal-error";
import { checked } from "../../../files/json/checked";
import { readJson } from "../../../files/json/parse-json";
import { byName, TEXTS, type Infer } from "../../../files/json/schema";
import { iconsFolder } from "../sources/sets";

const NATIVE_CLASSES = byName(byName(TEXTS));
/** Icons of each class of an icon-native data set: class name, then icon set, then names in the set. */
export type NativeClasses = Infer<typeof NATIVE_CLASSES>;

/**
 * The folder of their class lists, one file per data set. A class is what a sign shows, in words as a
 * person would say them; its icons were found by name and looked at on contact sheets.
 */
const folder = join(iconsFolder, "native");
const EXTENSION = ".json";

/** Names of the candidate data sets that are made for icons, not of WordNet's nouns. */
export function nativeDatasets(): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(EXTENSION))
    .map((file) => file.slice(0, -EXTENSION.length))
    .sort();
}

/**
 * The class list of one of them.
 * @throws PromptcalError for an unknown name, with the nearest
 */
export function nativeClasses(dataset: string): NativeClasses {
  const name = oneOf(dataset, nativeDatasets(), "icon-native data set");
  const path = join(folder, `${name}${EXTENSION}`);
  return checked(NATIVE_CLASSES, readJson(path, "class list"), "class list", path);
}
