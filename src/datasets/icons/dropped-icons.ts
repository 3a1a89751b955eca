import { readFileSync } from "node:fs";
import { join } from "node:path";
import { iconsFolder } from "./sets";

/** What was taken out of the class lists by eye: `data/icons/native-dropped.json`. */
export interface DroppedFile {
  readonly about: string;
  readonly classes: readonly {
    readonly dataset: string;
    readonly class: string;
    readonly why: string;
  }[];
  readonly icons: readonly {
    readonly dataset: string;
    readonly class: string;
    readonly why: string;
    /** As `<set>:<name>`. */
    readonly icons: readonly string[];
  }[];
}

/** The file that says what was dropped and why. */
export function droppedFile(): DroppedFile {
  const path = join(iconsFolder, "native-dropped.json");
  return JSON.parse(readFileSync(path, "utf8")) as DroppedFile;
}

/** Dropped classes, and how many icons were dropped from others. */
export function droppedIcons(): {
  classes: DroppedFile["classes"];
  icons: number;
} {
  const { classes, icons } = droppedFile();
  return { classes, icons: icons.reduce((sum, { icons: own }) => sum + own.length, 0) };
}
