import { join } from "node:path";
import { checked } from "../../../files/json/checked";
import { readJson } from "../../../files/json/parse-json";
import { fields, list, TEXT, TEXTS, type Infer } from "../../../files/json/schema";
import { iconsFolder } from "../sources/sets";

const DROPPED_CLASS = { dataset: TEXT, class: TEXT, why: TEXT };

const DROPPED_FILE = fields({
  about: TEXT,
  classes: list(fields(DROPPED_CLASS)),
  /** Icons as `<set>:<name>`. */
  icons: list(fields({ ...DROPPED_CLASS, icons: TEXTS })),
});
/** What was taken out of the class lists by eye: `data/icons/native-dropped.json`. */
export type DroppedFile = Infer<typeof DROPPED_FILE>;

/** The file that says what was dropped and why. */
export function droppedFile(): DroppedFile {
  const path = join(iconsFolder, "native-dropped.json");
  return checked(DROPPED_FILE, readJson(path, "dropped icons"), "dropped icons", path);
}

/** Dropped classes, and how many icons were dropped from others. */
export function droppedIcons(): {
  classes: DroppedFile["classes"];
  icons: number;
} {
  const { classes, icons } = droppedFile();
  return { classes, icons: icons.reduce((sum, { icons: own }) => sum + own.length, 0) };
}
