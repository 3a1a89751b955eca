import { readFileSync } from "node:fs";
import { join } from "node:path";
import { oneOf } from "../../errors/promptcal-error";

/** Folder of the committed files of the icons world: `data/icons`. */
export const iconsFolder = join(__dirname, "..", "..", "..", "data", "icons");

/** What a family of icon sets is used for; every family has exactly one role. */
export type IconRole = "pretrain" | "calibration" | "downstream";

/** Roles that data sets are made of. */
export type DatasetRole = Exclude<IconRole, "pretrain">;

export const iconRoles: readonly IconRole[] = ["pretrain", "calibration", "downstream"];

/** One icon set, as listed in `data/icons/sets.json`. */
export interface IconSet {
  /** Iconify prefix, also the name of its npm package `@iconify-json/<prefix>`. */
  readonly prefix: string;
  /** Sets of one author, or derived from one another, are one family. */
  readonly family: string;
  readonly role: IconRole;
  /** SPDX identifier. */
  readonly licence: string;
  /** True for sets that carry their own colours. */
  readonly palette: boolean;
}

/** All sets of the icons world, in the order of `data/icons/sets.json`. */
export function iconSets(): readonly IconSet[] {
  const text = readFileSync(join(iconsFolder, "sets.json"), "utf8");
  return (JSON.parse(text) as { sets: readonly IconSet[] }).sets;
}

/** The sets of one role. */
export function setsOfRole(role: IconRole): readonly IconSet[] {
  oneOf(role, iconRoles, "role of icon sets");
  return iconSets().filter((set) => set.role === role);
}
