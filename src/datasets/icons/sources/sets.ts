import { join } from "node:path";
import { oneOf } from "../../../errors/promptcal-error";
import { checked } from "../../../files/json/checked";
import { readJson } from "../../../files/json/parse-json";
import { fields, FLAG, list, TEXT, word, type Infer } from "../../../files/json/schema";

/** Folder of the committed files of the icons world: `data/icons`. */
export const iconsFolder = join(__dirname, "..", "..", "..", "..", "data", "icons");

/** What a family of icon sets is used for; every family has exactly one role. */
export type IconRole = "pretrain" | "calibration" | "downstream";

/** Roles that data sets are made of. */
export type DatasetRole = Exclude<IconRole, "pretrain">;

export const iconRoles: readonly IconRole[] = ["pretrain", "calibration", "downstream"];

const ICON_SET = fields({
  /** Iconify prefix, also the name of its npm package `@iconify-json/<prefix>`. */
  prefix: TEXT,
  /** Sets of one author, or derived from one another, are one family. */
  family: TEXT,
  role: word(iconRoles, "role of icon sets"),
  /** SPDX identifier. */
  licence: TEXT,
  /** True for sets that carry their own colours. */
  palette: FLAG,
});
/** One icon set, as listed in `data/icons/sets.json`. */
export type IconSet = Infer<typeof ICON_SET>;

const SET_FILE = fields({ sets: list(ICON_SET) });

/** All sets of the icons world, in the order of `data/icons/sets.json`. */
export function iconSets(): readonly IconSet[] {
  const path = join(iconsFolder, "sets.json");
  return checked(SET_FILE, readJson(path, "icon sets"), "icon sets", path).sets;
}

/** The sets of one role. */
export function setsOfRole(role: IconRole): readonly IconSet[] {
  oneOf(role, iconRoles, "role of icon sets");
  return iconSets().filter((set) => set.role === role);
}
